/** Throws unless `ms` is a number of milliseconds, 0 or more. */
export function assertDuration(
  name: string,
  ms: number,
  { infinite = false }: { readonly infinite?: boolean } = {},
): void {
  if (typeof ms === "number" && ms >= 0 && (infinite || Number.isFinite(ms))) return;
  throw new TypeError(
    `${name} must be a number of milliseconds, 0 or more${infinite ? " (Infinity for never)" : ""}, but is ` +
      `${String(ms)}.`,
  );
}
