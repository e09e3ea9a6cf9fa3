import { isRecord } from "../../operations/isRecord";

const NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/;

/**
 * What a `headers` function gave, as headers.
 *
 * @throws Error that names the header which can't be sent. What the platform throws repeats its value, which may be the
 * key.
 */
export function sendableHeaders(given: HeadersInit | undefined): Headers {
  try {
    return new Headers(given);
  } catch {
    const name = unsendable(given);
    throw new Error(
      name === null
        ? "The headers function gave something that can't be sent as headers."
        : `The headers function gave a value for "${name}" that no header can carry. Was a key pasted with a ` +
            "line break?",
    );
  }
}

/** The name of the first header whose value can't be sent; null where that is not what is wrong. */
function unsendable(given: unknown): string | null {
  const pairs: readonly unknown[] = Array.isArray(given) ? given : isRecord(given) ? Object.entries(given) : [];
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue;
    const [name, value] = pair as readonly unknown[];
    if (typeof name !== "string" || !NAME.test(name)) continue;
    try {
      new Headers([[name, String(value)]]);
    } catch {
      return name;
    }
  }
  return null;
}
