import { isRecord } from "../../operations/isRecord";

const NAME = /^[\w!#$%&'*+.^`|~-]{1,64}$/;

/**
 * Makes headers of what a `headers` function gave.
 *
 * @throws Error that names the header which can't be sent, without its value: that may be the key, and the platform's
 * own error quotes it.
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

/** The name of the first header whose value can't be sent; null if no value is to blame. */
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
