/** Whether `value` is an entity tag as HTTP writes it, of at most 256 characters. */
export function isEtag(value: unknown): value is string {
  return typeof value === "string" && /^(W\/)?"[\x21\x23-\x7e]{0,256}"$/.test(value);
}
