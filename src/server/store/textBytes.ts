/** Memory for a string, an object or an entry of a map beside its characters, in bytes, roughly. */
const OVERHEAD = 32;

/** Memory that a string takes, in bytes: one a character, or two where one of them is beyond Latin-1. */
export function textBytes(text: string): number {
  return OVERHEAD + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}

/** Memory that a plain JSON value takes, in bytes, roughly. */
export function jsonBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value !== "object" || value === null) return 8;
  let bytes = OVERHEAD;
  // Without the names, which objects of one shape share.
  for (const part of Object.values(value)) bytes += 8 + jsonBytes(part);
  return bytes;
}

/** A copy of a text: a slice of a longer string keeps the whole of it in memory. */
export function ownText(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
