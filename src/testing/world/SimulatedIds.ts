import { jitter } from "../../polling/jitter";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const HEX = "0123456789abcdef";

/**
 * Ids that look like the providers' and depend on nothing but the seed and on how many of their sort came before: not
 * on the clock, so that a story or a screenshot shows the same ones every day.
 */
export class SimulatedIds {
  readonly #seed: string;
  readonly #counts = new Map<string, number>();

  constructor(seed: string | number) {
    this.#seed = String(seed);
  }

  /** The next id of a sort: `ulid("job")` is `job_` and 26 characters that look like a ULID. */
  ulid(prefix: string): string {
    return this.ulidOf(prefix, String(this.#next(prefix)));
  }

  /** The id that always belongs to `owner`, whenever it is asked for. */
  ulidOf(prefix: string, owner: string): string {
    return `${prefix}_01${this.#text(prefix, owner, CROCKFORD, 24)}`;
  }

  /** The next 24 hex digits, as Tuco's ids are. */
  objectId(): string {
    return this.#text("object", String(this.#next("object")), HEX, 24);
  }

  /** The next secret: a key, or what webhooks are signed with. */
  secret(prefix: string): string {
    return prefix + this.#text("secret", String(this.#next("secret")), CROCKFORD.toLowerCase(), 32);
  }

  /** The next chance, in [0, 1). */
  chance(): number {
    return jitter(`${this.#seed}/chance`, this.#next("chance"));
  }

  #next(sort: string): number {
    const count = this.#counts.get(sort) ?? 0;
    this.#counts.set(sort, count + 1);
    return count;
  }

  #text(sort: string, owner: string, alphabet: string, length: number): string {
    const key = `${this.#seed}/${sort}/${owner}`;
    return Array.from({ length }, (_, index) => alphabet.charAt(Math.floor(jitter(key, index) * alphabet.length))).join(
      "",
    );
  }
}
