/**
 * The names of operations in a store: the fingerprint of the upstream, then the operation's key. So relays with other
 * credentials neither find nor receive anything about them.
 */
export class StoreNames {
  readonly #fingerprints: ReadonlyMap<string, Promise<string>>;

  constructor(upstreams: readonly { readonly name: string; readonly fingerprint: Promise<string> }[]) {
    this.#fingerprints = new Map(upstreams.map(({ name, fingerprint }) => [name, fingerprint]));
  }

  /** @param key A target's key, which begins with the name of its upstream. */
  async nameOf(key: string): Promise<string> {
    return `${await this.#fingerprintOf(key)}/${key}`;
  }

  /** The key that a name stands for; null where it is of another upstream, or of other credentials. */
  async keyOf(name: string): Promise<string | null> {
    const end = name.indexOf("/");
    const key = name.slice(end + 1);
    return end > 0 && (await this.#fingerprintOf(key)) === name.slice(0, end) ? key : null;
  }

  #fingerprintOf(key: string): Promise<string> | undefined {
    return this.#fingerprints.get(key.slice(0, key.indexOf("/")));
  }
}
