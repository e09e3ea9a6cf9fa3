/** Headers that hold a secret, even a short one. */
const SECRET_NAME = /auth|key|token|secret|cookie|passw|signature/i;
/** Headers whose values are public. */
const PUBLIC_NAME = /^(accept(-.+)?|content-.+|user-agent|cache-control|pragma|prefer|.+-version)$/i;
/** Words that precede a secret and are none. */
const NO_SECRET = /^(bearer|basic|token|apikey|application\/json)$/i;

/** The shortest secret, in characters: shorter words occur in many answers. */
const MIN_LENGTH = 6;
/** The same in a header whose name does not tell of a secret. */
const MIN_LENGTH_ELSEWHERE = 8;

/**
 * The secrets in the headers of a request, which must not occur in an answer: the value of every header that is not
 * public, whole and word by word.
 *
 * @param publicHeaders Lower-case names of headers whose values are no secrets.
 */
export function secretsIn(headers: Headers, publicHeaders: ReadonlySet<string> = new Set()): string[] {
  const found = new Set<string>();
  headers.forEach((value, name) => {
    if (publicHeaders.has(name) || (PUBLIC_NAME.test(name) && !SECRET_NAME.test(name))) return;
    const minLength = SECRET_NAME.test(name) ? MIN_LENGTH : MIN_LENGTH_ELSEWHERE;
    for (const word of [value.trim(), ...value.split(/[\s,;="]+/)])
      if (word.length >= minLength && !NO_SECRET.test(word)) found.add(word);
  });
  return [...found];
}
