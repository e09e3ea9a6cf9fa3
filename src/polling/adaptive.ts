import { assertDelay } from "./assertDelay";
import { backoff } from "./backoff";
import type { Cadence, PollState } from "./Cadence";
import { estimateFinish } from "./estimateFinish";
import { isDevelopment } from "./isDevelopment";
import { jitter } from "./jitter";

export interface AdaptiveOptions {
  /** No delay is below this, in ms; around the finish it is the delay. @default 1250 */
  readonly minMs?: number;
  /** No delay is above this, in ms; far from the finish it is the delay. @default 10000 */
  readonly maxMs?: number;
  /** Delay after the first answer, in ms. @default 2000 */
  readonly initialMs?: number;
  /**
   * The pace while progress allows no estimate, kept within `minMs` and `maxMs`. @default backoff({ initialMs, minMs,
   * maxMs, jitter: 0.2 })
   */
  readonly fallback?: Cadence;
}

/** How long before the estimated finish close polls begin, in standard deviations of the estimate. */
const SPREADS_BEFORE = 0.5;
/** How far apart they are then, in the same unit. */
const SPREADS_APART = 0.5;
/** The longest delay, as a share of the time left: an estimate of a far finish may be far off. */
const LONGEST_LEAP = 0.5;
/** An estimate vaguer than this share of `maxMs` is not worth polling closely around. */
const VAGUE = 0.6;
/** Progress counts as stuck once it has stood still while this much more of it was expected. */
const STUCK = 0.1;
/** The least time left for stuck progress, as a multiple of the time it has stood still, with all work ahead. */
const PATIENCE = 4;
/** Jitter of the longest delays, so that operations watched together do not stay in step. */
const JITTER = 0.2;
/** Jitter far from an estimated finish: many such delays follow, and each that is shorter than `maxMs` costs reads. */
const FAR_JITTER = 0.01;

/**
 * Polls sparsely while an operation is far from its finish and closely around it, judging by `progress` and how fast it
 * has been rising. Where progress is absent, stuck, jumpy or overdue it polls as `fallback` does, and at the slowest
 * pace while the status is unknown. Against the loop that Layers' reference shows it sends no more requests and learns
 * of the finish of a steady job about five times sooner: `npm run bench`.
 *
 * @throws RangeError when an option can't be waited for, or `minMs` exceeds `maxMs`, except in a production build.
 * @example
 * useJob(jobId, { cadence: adaptive({ maxMs: 30_000 }) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function adaptive(options: AdaptiveOptions = {}): Cadence {
  const { minMs = 1_250, maxMs = 10_000, initialMs = 2_000 } = options;
  if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production")
    assertAdaptive({ minMs, maxMs, initialMs });
  const { fallback = backoff({ initialMs, minMs, maxMs, jitter: JITTER }) } = options;

  return (state) => {
    const delayMs = state.status === "unknown" ? slowest(state, JITTER) : wantedDelay(state);
    return Math.round(Math.min(maxMs, Math.max(minMs, delayMs)));
  };

  function wantedDelay(state: PollState): number {
    const { samples, nowMs } = state;
    const last = samples.at(-1);
    // The samples lie in the future once the clock is set back.
    const progress = last?.progress ?? Number.NaN;
    if (last === undefined || !Number.isFinite(progress) || !(nowMs >= last.atMs)) return fallback(state);
    const stillMs = nowMs - last.atMs;
    const finish = estimateFinish(samples);
    if (finish === null || stillMs > STUCK * finish.paceMs) return patient(state, stillMs * PATIENCE * (1 - progress));

    const leftMs = finish.atMs - nowMs;
    const closeMs = Math.max(minMs, SPREADS_APART * finish.spreadMs);
    if (leftMs <= 0) return Math.min(fallback(state), Math.max(closeMs, -leftMs));
    const leapMs = Math.max(leftMs - SPREADS_BEFORE * finish.spreadMs, LONGEST_LEAP * leftMs);
    if (leapMs > Math.min(closeMs, maxMs)) return Math.min(leapMs, slowest(state, FAR_JITTER));
    return finish.spreadMs > VAGUE * maxMs ? fallback(state) : closeMs;
  }

  /** Progress that has stood still for a while, with much work ahead, will not finish in the next moment. */
  function patient(state: PollState, atLeastMs: number): number {
    return Math.max(fallback(state), Math.min(atLeastMs, slowest(state, JITTER)));
  }

  function slowest({ key, updateCount }: PollState, share: number): number {
    return maxMs * (1 - share * jitter(key, updateCount));
  }
}

function assertAdaptive({ minMs, maxMs, initialMs }: Required<Omit<AdaptiveOptions, "fallback">>): void {
  assertDelay("adaptive({ minMs })", minMs);
  assertDelay("adaptive({ maxMs })", maxMs);
  assertDelay("adaptive({ initialMs })", initialMs);
  if (minMs > maxMs) throw new RangeError(`adaptive({ minMs }) must not exceed maxMs, but ${minMs} > ${maxMs}.`);
}
