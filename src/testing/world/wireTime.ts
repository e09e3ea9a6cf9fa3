/** A time as both providers write it: ISO 8601 in UTC, to the second, such as `2026-04-18T19:20:11Z`. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
