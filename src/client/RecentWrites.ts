/** How long after a write a 404 may still come from a reader that lags behind. */
const READ_AFTER_WRITE_MS = 10_000;
const TTL_MS = 60_000;

/** When operations were last made or acted on, by their id. */
export class RecentWrites {
  readonly #now: () => number;
  readonly #writtenAtMs = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  record(id: string): void {
    const nowMs = this.#now();
    for (const [other, atMs] of this.#writtenAtMs) if (nowMs - atMs > TTL_MS) this.#writtenAtMs.delete(other);
    this.#writtenAtMs.set(id, nowMs);
  }

  /** In ms since the epoch; `-Infinity` when it was not. */
  lastAtMs(id: string): number {
    return this.#writtenAtMs.get(id) ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether the server's readers may not know yet what was written. */
  mayLag(id: string): boolean {
    return this.#now() - this.lastAtMs(id) < READ_AFTER_WRITE_MS;
  }

  clear(): void {
    this.#writtenAtMs.clear();
  }
}
