/** What one answer said about how far the operation had come. */
export interface ProgressSample {
  /** When the answer arrived, in ms since the Unix epoch. */
  readonly atMs: number;
  /** In [0, 1], or null where the answer had none. */
  readonly progress: number | null;
  readonly stage: string | null;
}

/**
 * All that a {@link Cadence} may look at. It is taken once per answer (or per failed read), never per render, so the
 * delay that comes of it stands still until the next answer: TanStack Query restarts its timer whenever the value
 * differs.
 */
export interface PollState {
  /**
   * Names the operation watched. Jitter is derived from it, so two jobs don't poll in step and one job's delay is
   * repeatable.
   */
  readonly key: string;
  /** Answers so far, unchanged ones (304) included; 0 before the first. */
  readonly updateCount: number;
  /** When this was taken, in ms since the Unix epoch. */
  readonly nowMs: number;
  /** Time since the first answer of this watch, in ms. */
  readonly watchedMs: number;
  /** Time since the page was last brought to the foreground, in ms; `Infinity` when it has been there all along. */
  readonly focusedMs: number;
  /** The status as the operation's own table names it, or `'unknown'`; null before the first answer. */
  readonly status: string | null;
  /** Oldest first, one per change of progress or stage, the most recent {@link MAX_SAMPLES} of them. */
  readonly samples: readonly ProgressSample[];
}

/** How many changes of progress a watch remembers for its cadence. */
export const MAX_SAMPLES = 16;

/**
 * Says how long to wait before the next poll, in milliseconds. A pure function: the same state gives the same delay. It
 * must not read the clock or `Math.random()`; use {@link jitter} instead.
 *
 * @example
 * const everyMinuteThenHourly: Cadence = ({ watchedMs }) => (watchedMs < 600_000 ? 60_000 : 3_600_000);
 */
export type Cadence = (state: PollState) => number;
