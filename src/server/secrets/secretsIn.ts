/** A header with such a name holds a secret, be it a short one. */
const SECRET_NAME = /auth|key|token|secret|cookie|passw|signature/i;
/** What stands in these is written in manuals. */
const PUBLIC_NAME = /^(accept(-.+)?|content-.+|user-agent|cache-control|pragma|prefer|.+-version)$/i;
/** Words that stand before a secret and are none. */
const NO_SECRET = /^(bearer|basic|token|apikey|application\/json)$/i;

/** A word shorter than this is no secret, and stands in many an answer. */
const SHORTEST = 6;
const SHORTEST_OF_OTHERS = 8;

/**
 * What must not stand in an answer, of the headers that are sent for it: every value, whole and word by word, of a
 * header that is not known to hold none. A secret is recognised by where it stands, not by what its header is called.
 *
 * @param publicHeaders Lower-case names of headers whose values may be seen.
 */
export function secretsIn(headers: Headers, publicHeaders: ReadonlySet<string> = new Set()): string[] {
  const found = new Set<string>();
  headers.forEach((value, name) => {
    if (publicHeaders.has(name) || (PUBLIC_NAME.test(name) && !SECRET_NAME.test(name))) return;
    const shortest = SECRET_NAME.test(name) ? SHORTEST : SHORTEST_OF_OTHERS;
    for (const word of [value.trim(), ...value.split(/[\s,;="]+/)])
      if (word.length >= shortest && !NO_SECRET.test(word)) found.add(word);
  });
  return [...found];
}
