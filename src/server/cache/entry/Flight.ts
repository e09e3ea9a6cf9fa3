import type { Failure } from "../../upstream/readOnce";
import type { CachedAnswer } from "../answer/CachedAnswer";
import type { Lease } from "../../store/ReadLeases";

/** The outcome of a read: an answer, or the failure that there is instead. */
export type ReadOutcome =
  | {
      readonly kind: "known";
      readonly answer: CachedAnswer;
      /** Whether the upstream can't be asked, so that the answer may be out of date. */
      readonly isStale: boolean;
      readonly retryAfterMs: number | undefined;
    }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      readonly retryAfterMs: number | undefined;
      /** The visitor who has used up their own share of the key, where that is why. */
      readonly refused?: string | null;
    };

/** An up-to-date answer, as an outcome. */
export function knownOutcome(answer: CachedAnswer): ReadOutcome {
  return { kind: "known", answer, isStale: false, retryAfterMs: undefined };
}

/**
 * A single flight: one read that many wait for. It runs to its end whoever leaves, since the request has been
 * sent and paid for, and its answer is kept.
 */
export class Flight {
  readonly startedAtMs: number;
  readonly #controller = new AbortController();
  readonly #result: Promise<ReadOutcome>;

  constructor(startedAtMs: number, work: (signal: AbortSignal) => Promise<ReadOutcome>) {
    this.startedAtMs = startedAtMs;
    const { signal } = this.#controller;
    this.#result = Promise.race([
      work(signal),
      new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true })),
    ]);
    // Where everybody has left, nobody handles the rejection.
    this.#result.catch(() => undefined);
  }

  /** Waits for the result; without a signal, to the end. @throws The signal's reason, or what the work throws. */
  join(signal?: AbortSignal): Promise<ReadOutcome> {
    if (signal === undefined) return this.#result;
    return new Promise<ReadOutcome>((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener("abort", leave, { once: true });
      this.#result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  }

  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Rejects all who wait, for work that can't end any more: some platforms end it with the request that began it. */
  abandon(): void {
    this.#controller.abort(new Error("The read did not end in time."));
  }
}

/** An operation's reads: the one under way, its lease, and when the last one was sent. */
export class EntryReads {
  #flight: Flight | null = null;
  #lease: Lease | null = null;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  /** The read under way. */
  get flight(): Flight | null {
    return this.#flight;
  }

  /** The lease that the read under way holds, or that a lost one has left over. */
  get lease(): Lease | null {
    return this.#lease;
  }

  /** When the last read was sent, whatever its outcome, in ms since the epoch. */
  get sentAtMs(): number {
    return this.#sentAtMs;
  }

  /** Whether the read under way was lost: some platforms end it, and its deadline, with the request that began it. */
  isLostAt(nowMs: number, lostAfterMs: number): boolean {
    return this.#flight !== null && nowMs - Math.max(this.#flight.startedAtMs, this.#sentAtMs) > lostAfterMs;
  }

  start(flight: Flight): void {
    this.#flight = flight;
  }

  /** Ends a read, unless another has been started in its place. */
  end(flight: Flight): void {
    if (this.#flight === flight) this.#flight = null;
  }

  markSent(nowMs: number): void {
    this.#sentAtMs = nowMs;
  }

  holdLease(lease: Lease): void {
    this.#lease = lease;
  }

  dropLease(lease: Lease): void {
    if (this.#lease === lease) this.#lease = null;
  }
}

/** The most first reads at a time. */
export const MAX_FIRST_READS = 1_000;

interface FirstReadsOptions {
  readonly now: () => number;
  /** A read that has not ended this long after it was sent was lost, in ms. */
  readonly lostAfterMs: number;
}

/**
 * The reads under way of operations without an answer. Visitors may ask about any number of them, and the cache's
 * limits don't cover what is being read, so their number is bounded.
 */
export class FirstReads {
  readonly #options: FirstReadsOptions;
  readonly #underWay = new Map<Flight, EntryReads>();

  constructor(options: FirstReadsOptions) {
    this.#options = options;
  }

  /** Whether another may be started. Those that were lost don't count. */
  hasRoom(): boolean {
    if (this.#underWay.size >= MAX_FIRST_READS) this.#sweep();
    return this.#underWay.size < MAX_FIRST_READS;
  }

  start(flight: Flight, reads: EntryReads): void {
    this.#underWay.set(flight, reads);
  }

  end(flight: Flight): void {
    this.#underWay.delete(flight);
  }

  #sweep(): void {
    const { now, lostAfterMs } = this.#options;
    for (const [flight, reads] of this.#underWay) {
      if (reads.flight === flight && !reads.isLostAt(now(), lostAfterMs)) continue;
      this.#underWay.delete(flight);
      flight.abandon();
    }
  }
}
