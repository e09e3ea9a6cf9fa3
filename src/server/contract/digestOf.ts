import { hexOf } from "./hexOf";

/**
 * A text's SHA-256 in hex, or its first `length` bytes: the same for the same text in every relay, and nothing can be
 * read back from it.
 */
export async function digestOf(text: string, length = 16): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexOf(new Uint8Array(digest, 0, length));
}
