import type { Upstream } from "../upstream/Upstream";

/**
 * What operations are called in a store: by the fingerprint of their upstream before their own key, so that relays with
 * other credentials neither find nor hear anything of them.
 */
export class StoreNames {
  readonly #fingerprints: ReadonlyMap<string, Promise<string>>;

  constructor(upstreams: readonly Pick<Upstream, "name" | "fingerprint">[]) {
    this.#fingerprints = new Map(upstreams.map(({ name, fingerprint }) => [name, fingerprint]));
  }

  /** @param key As a `Target` has it, which begins with its upstream's name. */
  async nameOf(key: string): Promise<string> {
    return `${await this.#fingerprintOf(key)}/${key}`;
  }

  /**
   * The key that a name stands for; null where it is not about an upstream of this relay under the same credentials.
   */
  async keyOf(name: string): Promise<string | null> {
    const end = name.indexOf("/");
    const key = name.slice(end + 1);
    return end > 0 && (await this.#fingerprintOf(key)) === name.slice(0, end) ? key : null;
  }

  #fingerprintOf(key: string): Promise<string> | undefined {
    return this.#fingerprints.get(key.slice(0, key.indexOf("/")));
  }
}
