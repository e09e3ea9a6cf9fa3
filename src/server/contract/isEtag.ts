/** Whether it is a tag as HTTP writes it, and of bearable length. */
export function isEtag(value: unknown): value is string {
  return typeof value === "string" && /^(W\/)?"[\x21\x23-\x7e]{0,256}"$/.test(value);
}
