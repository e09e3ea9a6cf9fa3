import { jitter } from "../polling/jitter";
import {
  fairDelay,
  holdReads,
  learnRateLimit,
  newReadBudget,
  nextReadAt,
  PAGE_SHARES,
  refundRead,
  spendRead,
  type RateLimit,
  type ReadBudget,
} from "../polling/readBudget";
import { monotonicClock } from "./monotonicClock";
import { sleep } from "./sleep";
import { throwIfAborted } from "./http/throwIfAborted";

/** Reads of one operation are never closer than this, whatever mounts, focuses or re-renders. */
const SMALLEST_GAP_MS = 1_000;
/**
 * So many polls may fall due at once before the others are spread, over this long; more where so many are watched that
 * it is their usual pace.
 */
const BURST = 6;
const BURST_SHARE = 1 / 16;
const BURST_WINDOW_MS = 100;
const SPREAD_MS = 1_500;
/** How long the shared delay stands before it is worked out anew. */
const FAIR_DELAY_TTL_MS = 1_000;
/** What nobody has asked about for so long past its time takes no share any more. */
const GIVEN_UP_MS = 60_000;

interface Watch {
  lastReadMs: number;
  cadenceMs: number;
  /** Past this it counts as given up: nobody asked again in twice the time they meant to. */
  expiresAtMs: number;
}

export interface ReadTurn {
  /** What the read is about; two turns of one key keep their distance. */
  readonly key: string;
  /** A first read goes at once; a further one may be spread when many are due. */
  readonly isPoll: boolean;
  readonly signal?: AbortSignal | undefined;
  /** How close two reads of this key may be, in ms. @default 1000 */
  readonly gapMs?: number | undefined;
}

/** How the polls under one key share what they may use. */
export interface GateShares {
  /** How much of the limit that is. @default that of a page */
  readonly pace?: number;
  /** How many shares an operation has. @default one each */
  readonly weightOf?: (key: string) => number;
}

/**
 * Lets the reads of one endpoint through, one after another: within the key's budget, after any `Retry-After`, no two
 * of one operation within a second, and not all at once when a laptop wakes up. The decisions are
 * `polling/readBudget`'s; this holds the state.
 */
export class ReadGate {
  #budget: ReadBudget;
  readonly #now: () => number;
  readonly #pace: number;
  readonly #weightOf: (key: string) => number;
  readonly #watches = new Map<string, Watch>();
  #burstStartMs = 0;
  #burstCount = 0;
  /** What an operation of one share waits. */
  #fair = { delayMs: 0, atMs: Number.NEGATIVE_INFINITY };

  constructor(
    readsPerMinute: number | null,
    now: () => number,
    { pace = PAGE_SHARES.pace, weightOf = () => 1 }: GateShares = {},
  ) {
    this.#pace = pace;
    this.#weightOf = weightOf;
    this.#budget = newReadBudget(readsPerMinute);
    this.#now = monotonicClock(now);
  }

  /**
   * Resolves when the read may be sent. Rejects with the signal's reason if the caller goes away first; then nothing
   * was spent.
   */
  async turn({ key, isPoll, signal, gapMs = SMALLEST_GAP_MS }: ReadTurn): Promise<void> {
    // One microtask at least: under StrictMode a component mounts, unmounts and mounts again before this resumes, and
    // the first of the two reads is gone by then.
    await Promise.resolve();
    throwIfAborted(signal);
    let nowMs = this.#now();
    const lastMs = this.#watchOf(key).lastReadMs;
    let slotMs = this.#reserve(
      key,
      Math.max(isPoll ? this.#spread(key, nowMs) : nowMs, lastMs + Math.min(gapMs, SMALLEST_GAP_MS)),
      isPoll,
    );
    try {
      while (slotMs > (nowMs = this.#now())) {
        await sleep(slotMs - nowMs, signal);
        nowMs = this.#now();
        // While this one slept, the server may have asked for silence.
        if (this.#budget.heldUntilMs > nowMs) {
          this.#budget = refundRead(this.#budget, slotMs);
          slotMs = this.#reserve(key, nowMs, isPoll);
        }
      }
    } catch (error) {
      this.#budget = refundRead(this.#budget, slotMs);
      const watch = this.#watchOf(key);
      if (watch.lastReadMs === slotMs) watch.lastReadMs = lastMs;
      throw error;
    }
  }

  /** Holds every read of the endpoint back, as `Retry-After` asks on any answer. */
  hold(ms: number): void {
    this.#budget = holdReads(this.#budget, this.#now() + ms);
  }

  learn(limit: RateLimit): void {
    this.#budget = learnRateLimit(this.#budget, limit, this.#now());
  }

  /**
   * The operation has ended, or nobody may ask about it any more: it takes no share from now on, and keeps its distance
   * for a second yet.
   */
  forget(key: string): void {
    // Without a known limit nothing else drops what is over.
    this.#dropExpired(this.#now());
    const watch = this.#watchOf(key);
    watch.cadenceMs = Number.POSITIVE_INFINITY;
    watch.expiresAtMs = watch.lastReadMs + SMALLEST_GAP_MS;
  }

  /** The delay an operation gets that would like `cadenceMs`, given all others that are watched under the same key. */
  share(key: string, cadenceMs: number, updateCount: number): number {
    const nowMs = this.#now();
    const watch = this.#watchOf(key);
    watch.cadenceMs = cadenceMs;
    watch.expiresAtMs = nowMs + 2 * cadenceMs + GIVEN_UP_MS;
    const shareMs = this.#fairDelay(nowMs);
    const fairMs = shareMs === 0 ? 0 : shareMs / this.#weightOf(key);
    if (fairMs <= cadenceMs) return cadenceMs;
    const delayMs = Math.round(fairMs * (0.95 + 0.1 * jitter(key, updateCount)));
    // A stretched watch must outlive its own delay, or the next count would leave it out.
    watch.expiresAtMs = nowMs + 2 * delayMs + GIVEN_UP_MS;
    return delayMs;
  }

  /** Whether there is more to poll than the limit allows. */
  get isScarce(): boolean {
    return this.#fair.delayMs > 0;
  }

  #fairDelay(nowMs: number): number {
    const { readsPerMinute } = this.#budget;
    if (readsPerMinute === null) return 0;
    if (nowMs - this.#fair.atMs >= FAIR_DELAY_TTL_MS) {
      this.#dropExpired(nowMs);
      const polled = Array.from(this.#watches, ([watched, { cadenceMs }]) => ({
        cadenceMs,
        weight: this.#weightOf(watched),
      }));
      this.#fair = { delayMs: fairDelay(polled, readsPerMinute, this.#pace), atMs: nowMs };
    }
    return this.#fair.delayMs;
  }

  #watchOf(key: string): Watch {
    const watch = this.#watches.get(key) ?? {
      lastReadMs: Number.NEGATIVE_INFINITY,
      cadenceMs: SMALLEST_GAP_MS,
      expiresAtMs: 0,
    };
    this.#watches.set(key, watch);
    return watch;
  }

  #dropExpired(nowMs: number): void {
    for (const [key, { expiresAtMs }] of this.#watches) if (expiresAtMs < nowMs) this.#watches.delete(key);
  }

  /** Promises the key a read, from when on another of the same key keeps its distance from it. */
  #reserve(key: string, earliestMs: number, isPoll: boolean): number {
    const slotMs = nextReadAt(this.#budget, earliestMs, isPoll);
    this.#budget = spendRead(this.#budget, slotMs, this.#now());
    const watch = this.#watchOf(key);
    watch.lastReadMs = slotMs;
    watch.expiresAtMs = Math.max(watch.expiresAtMs, slotMs + GIVEN_UP_MS);
    return slotMs;
  }

  /** When a poll that is due may go, as far as others that are due at the same moment go. */
  #spread(key: string, nowMs: number): number {
    if (nowMs - this.#burstStartMs >= BURST_WINDOW_MS) {
      this.#burstStartMs = nowMs;
      this.#burstCount = 0;
    }
    this.#burstCount += 1;
    return this.#burstCount <= Math.max(BURST, this.#watches.size * BURST_SHARE)
      ? nowMs
      : nowMs + Math.ceil(SPREAD_MS * jitter(key, 0));
  }
}
