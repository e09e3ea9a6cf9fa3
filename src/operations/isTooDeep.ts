/**
 * How deep JSON may be nested. Nothing that people read comes near it, and TanStack Query compares values no deeper
 * either.
 */
const MOST_LEVELS = 500;

/**
 * Whether a value is nested so deeply that what walks through it (`JSON.stringify`, a schema, a cache) would run out of
 * stack.
 */
export function isTooDeep(value: unknown, levels: number = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}
