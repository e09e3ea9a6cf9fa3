import { digestOf } from "../contract/digestOf";
import { ownText } from "../store/textBytes";

/** In characters. */
const MAX_NAME_LENGTH = 64;

/**
 * A visitor's name in bounded memory: unchanged up to 64 characters, a longer one as its SHA-256. A hash is longer than
 * 64 characters, so it never equals the name of another visitor.
 */
export async function shortName(name: string): Promise<string> {
  if (name.length <= MAX_NAME_LENGTH) return ownText(name);
  return `sha256 ${await digestOf(name, 32)}`;
}
