/** So many values are still looked for after their request was answered, since a later answer may echo them. */
const MAX_RECENT = 16;

/** The values that must never leave the relay: the keys it was given, and those that it has sent lately. */
export class Secrets {
  readonly #fixed = new Set<string>();
  /** Values that requests under way carry, with the number of those requests. */
  readonly #inFlight = new Map<string, number>();
  /** Values of requests that were answered, the oldest first. */
  readonly #recent = new Set<string>();

  /** How many values are looked for in each answer. Tokens that change with every request are forgotten soon. */
  get size(): number {
    return this.#fixed.size + this.#inFlight.size + this.#recent.size;
  }

  /** Adds values for good. */
  add(values: Iterable<string>): void {
    for (const value of values) this.#fixed.add(value);
  }

  /** Adds the values that a request carries. @returns ends it; they are forgotten a few requests later */
  track(values: readonly string[]): () => void {
    const own = values.filter((value) => !this.#fixed.has(value));
    for (const value of own) {
      this.#recent.delete(value);
      this.#inFlight.set(value, (this.#inFlight.get(value) ?? 0) + 1);
    }
    return () => {
      for (const value of own) this.#release(value);
    };
  }

  /** Whether `text` contains a key, plain or escaped as in JSON, a URL or a form. */
  isIn(text: string): boolean {
    if (this.#contains(text)) return true;
    for (const reading of unescapedReadings(text)) if (this.#contains(reading)) return true;
    return false;
  }

  /** Whether the name of a header contains a key; names of headers lose their capitals. */
  isInName(name: string): boolean {
    const lowerCase = name.toLowerCase();
    for (const values of this.#all())
      for (const value of values) if (lowerCase.includes(value.toLowerCase())) return true;
    return this.isIn(name);
  }

  /** `text` with every key replaced. */
  redact(text: string): string {
    let redacted = text;
    for (const values of this.#all()) for (const value of values) redacted = redacted.replaceAll(value, "[key]");
    return this.isIn(redacted) ? "[withheld: it holds a key]" : redacted;
  }

  #release(value: string): void {
    const count = (this.#inFlight.get(value) ?? 1) - 1;
    if (count > 0) return void this.#inFlight.set(value, count);
    this.#inFlight.delete(value);
    this.#recent.add(value);
    for (const oldest of this.#recent) if (this.#recent.size > MAX_RECENT) this.#recent.delete(oldest);
  }

  #contains(text: string): boolean {
    for (const values of this.#all()) for (const value of values) if (text.includes(value)) return true;
    return false;
  }

  #all(): readonly Iterable<string>[] {
    return [this.#fixed, this.#inFlight.keys(), this.#recent];
  }
}

/** An escape in a JSON string. */
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/gi;
const JSON_CHARS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const URL_ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/**
 * All that `text` may be unescaped to: as JSON once and twice (JSON within a JSON string), and then as a URL or a form.
 * Empty if it has no escapes.
 */
function unescapedReadings(text: string): Set<string> {
  if (!/[\\%+]/.test(text)) return new Set();
  const texts = new Set([text]);
  if (text.includes("\\")) {
    const once = unescapedJson(text);
    texts.add(once).add(unescapedJson(once));
  }
  const readings = new Set(texts);
  for (const one of texts) {
    // A form writes a space as +.
    for (const url of one.includes("+") ? [one, one.replaceAll("+", " ")] : [one]) {
      readings.add(url);
      // Most encode URLs in UTF-8, some in Latin-1, as HTTP once did.
      if (url.includes("%")) readings.add(unescapedUrl(url, fromUtf8)).add(unescapedUrl(url, fromLatin1));
    }
  }
  readings.delete(text);
  return readings;
}

function unescapedJson(text: string): string {
  return text.replace(JSON_ESCAPE, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (JSON_CHARS[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function unescapedUrl(text: string, from: (bytes: number[]) => string): string {
  return text.replace(URL_ESCAPES, (escapes) =>
    from(
      escapes
        .slice(1)
        .split("%")
        .map((hex) => Number.parseInt(hex, 16)),
    ),
  );
}

function fromUtf8(bytes: number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function fromLatin1(bytes: number[]): string {
  return bytes.map((byte) => String.fromCharCode(byte)).join("");
}
