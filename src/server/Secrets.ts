const SHORTEST = 6;

/** What must never leave the relay: the keys it holds. */
export class Secrets {
  readonly #values = new Set<string>();

  /** Remembers every word of a header's value that could be a key: of `Bearer lp_…` the second. */
  add(value: string): void {
    for (const word of value.split(/[\s,;="]+/)) if (word.length >= SHORTEST && !/^(bearer|basic|token|apikey|application\/json)$/i.test(word)) this.#values.add(word);
  }

  /** Whether a key stands in `text`, be it as it is, be it escaped as JSON or a URL would. */
  isIn(text: string): boolean {
    for (const value of this.#values) if (text.includes(value)) return true;
    if (!/[\\%]/.test(text)) return false;
    const plain = unescaped(text);
    for (const value of this.#values) if (plain.includes(value)) return true;
    return false;
  }

  /** `text` with every key taken out. */
  redact(text: string): string {
    let redacted = text;
    for (const value of this.#values) redacted = redacted.replaceAll(value, "[key]");
    return this.isIn(redacted) ? "[withheld: it holds a key]" : redacted;
  }
}

function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll("\\/", "/");
}
