/** What a string, an object or an entry of a map costs beside its characters, in bytes, roughly. */
const OVERHEAD = 32;

/** How much memory a string takes, in bytes: one a character, or two where one of them is beyond Latin-1. */
export function textBytes(text: string): number {
  return OVERHEAD + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}

/** How much memory a plain JSON value takes, in bytes, roughly. */
export function jsonBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value !== "object" || value === null) return 8;
  let bytes = OVERHEAD;
  // Names are shared between objects of one shape.
  for (const part of Object.values(value)) bytes += 8 + jsonBytes(part);
  return bytes;
}

/** The same text in memory of its own: a piece cut out of a longer string keeps the whole of that in memory. */
export function ownText(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
