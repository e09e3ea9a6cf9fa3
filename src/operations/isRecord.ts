/** Whether `value` is an object, and not a list: a JSON object, where it came from JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
