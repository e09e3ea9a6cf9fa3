/** The shape of ids by parameter name, where the default one is too narrow. */
export type IdPatterns = Readonly<Record<string, RegExp | undefined>>;

/** The shape given for a parameter, also where it is called `constructor`. */
export function ownPattern(ids: IdPatterns, name: string): RegExp | undefined {
  return Object.hasOwn(ids, name) ? ids[name] : undefined;
}

/** The default shape of an id: 1–128 letters, digits, `_` or `-`. */
const ID: RegExp = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The default shape of a whole path (`:name*`): segments parted by single slashes, such as `operations/abc`; or an
 * absolute `https:` URL that a provider handed out, without credentials and fragment.
 */
export const WHOLE_PATH: RegExp = /^[^/?#]+(\/[^/?#]+)*$|^https:\/\/[^/@?#]+\/[^#]*$/;

/**
 * Never in an id, whatever its shape: segments that a URL parser takes as steps upwards, also percent-encoded; white
 * space, `\`, control and format characters, lone surrogates; and more than fits into a URL everywhere.
 */
const NEVER = /(^|\/)(\.|%2e){1,2}($|[/?])|[\s\\\p{C}]|^.{2049}/iu;

/**
 * Whether `value` may stand as an id in a path: it has its shape, and can neither leave its place nor break the URL.
 * `../whoami`, an empty string and a number may not.
 *
 * @param pattern The id's own shape. @default 1–128 letters, digits, `_` or `-`
 */
export function isValidId(value: unknown, pattern: RegExp = ID): value is string {
  return typeof value === "string" && pattern.test(value) && value !== "" && !NEVER.test(value);
}
