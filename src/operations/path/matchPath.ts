import { isValidId, ownPattern, WHOLE_PATH, type IdPatterns } from "./isValidId";

/**
 * The ids in a path if it is an instance of the template, else null. The path is compared segment by segment, the query
 * parameter by parameter in any order; a template without a query takes any. Ids of the default shape need no encoding,
 * so they are not decoded.
 *
 * @param path Still percent-encoded, as is `query`, which stands without its question mark.
 */
export function matchPath(
  template: string,
  path: string,
  query = "",
  ids: IdPatterns = {},
): Readonly<Record<string, string>> | null {
  const [wantedPath = "", wantedQuery] = template.split("?");
  const wanted = wantedPath.split("/");
  const segments = path.split("/");
  // Only the last segment may stand for a whole path; it takes what is left.
  if (wanted.at(-1)?.endsWith("*") && segments.length > wanted.length)
    segments.push(segments.splice(wanted.length - 1).join("/"));
  if (segments.length !== wanted.length) return null;
  const pairs: [string, string | undefined][] = wanted.map((part, index) => [part, segments[index]]);
  if (wantedQuery !== undefined) {
    const given = new Map(query.split("&").map((part) => splitPair(part)));
    // A parameter that is given twice would be read one way here and another way elsewhere.
    if (given.size !== wantedQuery.split("&").length || given.size !== query.split("&").length) return null;
    for (const part of wantedQuery.split("&")) {
      const [name, value] = splitPair(part);
      pairs.push([value, given.get(name)]);
    }
  }
  const params: Record<string, string> = {};
  for (const [part, given] of pairs) {
    if (part.startsWith(":")) {
      const name = part.replace(/^:|\*$/g, "");
      const value = idIn(part, given, ownPattern(ids, name));
      if (value === null) return null;
      params[name] = value;
    } else if (part !== given) {
      return null;
    }
  }
  // Routes are cached, and applications are given these.
  return Object.freeze(params);
}

function idIn(part: string, given: string | undefined, shape: RegExp | undefined): string | null {
  if (given === undefined) return null;
  const pattern = shape ?? (part.endsWith("*") ? WHOLE_PATH : undefined);
  const value = pattern === undefined ? given : decoded(given);
  return isValidId(value, pattern) ? value : null;
}

/** `a=b` parted at its first equals sign. */
function splitPair(part: string): [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
