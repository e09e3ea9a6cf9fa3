/**
 * 128 bits of a text's SHA-256, in hex: the same for the same text in every relay, and nothing can be read back from
 * it.
 */
export async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
