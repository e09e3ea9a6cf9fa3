/**
 * A text's SHA-256 in hex, or its first `length` bytes: the same for the same text in every relay, and nothing can be
 * read back from it.
 */
export async function digestOf(text: string, length = 16): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(new Uint8Array(digest, 0, length));
}

/** The bytes in hex, two digits each. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether `value` is an entity tag as HTTP writes it, of at most 256 characters. */
export function isEtag(value: unknown): value is string {
  return typeof value === "string" && /^(W\/)?"[\x21\x23-\x7e]{0,256}"$/.test(value);
}
