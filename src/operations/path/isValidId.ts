/** The shape of ids by parameter name, where the default one is too narrow. */
export type IdPatterns = Readonly<Record<string, RegExp | undefined>>;

/** The shape given for a parameter, also where it is called `constructor`. */
export function ownPattern(ids: IdPatterns, name: string): RegExp | undefined {
  return Object.hasOwn(ids, name) ? ids[name] : undefined;
}

/** The default shape of an id: 1–128 letters, digits, `_` or `-`. */
const ID: RegExp = /^[A-Za-z0-9_-]{1,128}$/;

/** The default shape of a whole path (`:name*`): segments parted by single slashes, such as `operations/abc`. */
export const WHOLE_PATH: RegExp = /^[^/?#]+(\/[^/?#]+)*$/;

/** No id is longer, whatever its shape: a URL has to fit everywhere, and a slow pattern must not be fed more. */
const MAX_LENGTH = 2_048;

/**
 * Never in an id, whatever its shape: segments that a URL parser or a server may take as steps upwards, also
 * percent-encoded or with `;` parameters; white space, `\`, control and format characters, lone surrogates.
 */
const NEVER = /(^|\/|%2f|%5c)(\.|%2e){1,2}($|[/;?]|%)|[\s\\\p{C}]/iu;

/**
 * Whether `value` may stand as an id in a path: it has its shape, and can neither leave its place nor break the URL.
 * `../whoami`, an empty string and a number may not.
 *
 * @param pattern The id's own shape. @default 1–128 letters, digits, `_` or `-`
 */
export function isValidId(value: unknown, pattern: RegExp = ID): value is string {
  if (typeof value !== "string" || value === "" || value.length > MAX_LENGTH || NEVER.test(value)) return false;
  // The whole of it: `/^a|b$/` has both anchors, and fits a part.
  return pattern.exec(value)?.[0] === value;
}
