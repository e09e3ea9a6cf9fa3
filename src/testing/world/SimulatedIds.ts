import { jitter } from "../../polling/jitter";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HEX = "0123456789abcdef";

/**
 * Ids that look like the providers'. They depend only on the seed and on how many ids of their kind came before, not on
 * the clock, so that stories and screenshots show the same ids every day.
 */
export class SimulatedIds {
  readonly #seed: string;
  readonly #counts = new Map<string, number>();

  constructor(seed: string | number) {
    this.#seed = String(seed);
  }

  /** The next id of a kind: `ulid("job")` is `job_` and 26 characters that look like a ULID. */
  ulid(prefix: string): string {
    return this.ulidOf(prefix, String(this.#next(prefix)));
  }

  /** The id that always belongs to `owner`, whenever it is asked for. */
  ulidOf(prefix: string, owner: string): string {
    return `${prefix}_01${this.#text(prefix, owner, CROCKFORD, 24)}`;
  }

  /** The next id of 24 hex digits, the shape of Tuco's ids. */
  objectId(): string {
    return this.#text("object", String(this.#next("object")), HEX, 24);
  }

  /** The next secret: an API key, or a webhook's signing secret. */
  secret(prefix: string): string {
    return prefix + this.#text("secret", String(this.#next("secret")), CROCKFORD.toLowerCase(), 32);
  }

  /** The next random number, in [0, 1). */
  chance(): number {
    return jitter(`${this.#seed}/chance`, this.#next("chance"));
  }

  #next(kind: string): number {
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    return count;
  }

  #text(kind: string, owner: string, alphabet: string, length: number): string {
    const key = `${this.#seed}/${kind}/${owner}`;
    return Array.from({ length }, (_, index) => alphabet.charAt(Math.floor(jitter(key, index) * alphabet.length))).join(
      "",
    );
  }
}
