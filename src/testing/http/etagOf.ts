import { jitter } from "../../polling/jitter";

/** A strong ETag of a body: two hashes of 32 bits, so that two states of one operation never share one in practice. */
export function etagOf(body: string): string {
  return `"${hash(`a${body}`)}${hash(`b${body}`)}"`;
}

/** Whether `If-None-Match` matches the ETag; it may be a list, weak, or `*`. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(",").some((entry) => {
    const wanted = entry.trim().replace(/^W\//, "");
    return wanted === "*" || wanted === etag;
  });
}

function hash(text: string): string {
  return (jitter(text, 0) * 2 ** 32).toString(16).padStart(8, "0");
}
