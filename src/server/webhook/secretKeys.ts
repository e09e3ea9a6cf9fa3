/** One secret, or two while one replaces the other. */
export type WebhookSecret = string | readonly string[];

/** The keys that secrets stand for. @throws TypeError which says which scheme's secret can't work. */
export function secretKeys(
  scheme: string,
  secret: WebhookSecret,
  keyOf: (secret: string) => Uint8Array<ArrayBuffer> | null = (text) => new TextEncoder().encode(text),
): readonly Uint8Array<ArrayBuffer>[] {
  const secrets: readonly unknown[] = typeof secret === "string" ? [secret] : Array.isArray(secret) ? secret : [];
  if (secrets.length === 0) throw new TypeError(`${scheme}: secret is missing. Is its environment variable set?`);
  return secrets.map((one) => {
    if (typeof one !== "string" || one === "")
      throw new TypeError(`${scheme}: secret is empty. Is its environment variable set where the relay runs?`);
    const key = keyOf(one);
    if (key === null) throw new TypeError(`${scheme}: secret must be base64, after "whsec_" if it has that.`);
    return key;
  });
}

/** @throws TypeError where a tolerance is none. */
export function assertTolerance(scheme: string, toleranceSeconds: number): void {
  if (!(toleranceSeconds >= 0)) throw new TypeError(`${scheme}: toleranceSeconds must be a number of 0 or more.`);
}
