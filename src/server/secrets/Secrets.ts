import { unescapedReadings } from "./unescapedReadings";

/**
 * How many values are still looked for after the last request that carried them was answered: an answer may echo one of
 * just before.
 */
const MOST_RECENT = 16;

/** What must never leave the relay: the keys it holds, and those that it has sent of late. */
export class Secrets {
  readonly #kept = new Set<string>();
  /** What requests carry that are under way, and how many of them do. */
  readonly #sent = new Map<string, number>();
  /** The oldest first. */
  readonly #recent = new Set<string>();

  /**
   * How many values are looked for in each answer. A token that is new with every request is forgotten a few requests
   * after its own.
   */
  get size(): number {
    return this.#kept.size + this.#sent.size + this.#recent.size;
  }

  /** Remembers values for good. */
  keep(values: Iterable<string>): void {
    for (const value of values) this.#kept.add(value);
  }

  /**
   * Remembers the values that a request carries, until a little after it was answered. @returns what tells that it was
   */
  send(values: readonly string[]): () => void {
    const own = values.filter((value) => !this.#kept.has(value));
    for (const value of own) {
      this.#recent.delete(value);
      this.#sent.set(value, (this.#sent.get(value) ?? 0) + 1);
    }
    return () => {
      for (const value of own) this.#answered(value);
    };
  }

  /** Whether a key stands in `text`, be it as it is, be it escaped as JSON, a URL or a form would. */
  isIn(text: string): boolean {
    if (this.#stands(text)) return true;
    for (const reading of unescapedReadings(text)) if (this.#stands(reading)) return true;
    return false;
  }

  /** Whether a key stands in the name of a header, which loses its capitals on the way. */
  isInName(name: string): boolean {
    const small = name.toLowerCase();
    for (const values of this.#all()) for (const value of values) if (small.includes(value.toLowerCase())) return true;
    return this.isIn(name);
  }

  /** `text` with every key taken out. */
  redact(text: string): string {
    let redacted = text;
    for (const values of this.#all()) for (const value of values) redacted = redacted.replaceAll(value, "[key]");
    return this.isIn(redacted) ? "[withheld: it holds a key]" : redacted;
  }

  #answered(value: string): void {
    const count = (this.#sent.get(value) ?? 1) - 1;
    if (count > 0) return void this.#sent.set(value, count);
    this.#sent.delete(value);
    this.#recent.add(value);
    for (const oldest of this.#recent) if (this.#recent.size > MOST_RECENT) this.#recent.delete(oldest);
  }

  #stands(text: string): boolean {
    for (const values of this.#all()) for (const value of values) if (text.includes(value)) return true;
    return false;
  }

  #all(): readonly Iterable<string>[] {
    return [this.#kept, this.#sent.keys(), this.#recent];
  }
}
