/** How deep JSON may be nested. No documented answer comes near it, and TanStack Query compares values no deeper. */
const MOST_LEVELS = 500;

/**
 * Whether a value is nested so deeply that `JSON.stringify`, a schema or a cache would run out of stack walking through
 * it.
 */
export function isTooDeep(value: unknown, levels: number = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
