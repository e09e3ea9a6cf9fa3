import { digestOf } from "../contract/digestOf";
import { ownText } from "../store/textBytes";

/** In characters. */
const LONGEST_NAME = 64;

/**
 * A visitor's name in bounded memory: itself up to 64 characters, of a longer one its SHA-256. No two visitors get the
 * same one: what it makes of a long name is itself longer than a name that it leaves as it is.
 */
export async function shortName(name: string): Promise<string> {
  if (name.length <= LONGEST_NAME) return ownText(name);
  return `sha256 ${await digestOf(name, 32)}`;
}
