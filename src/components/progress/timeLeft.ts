import type { ProgressSample } from "../../polling/Cadence";
import { estimateFinish } from "../../polling/estimateFinish";

/** Two samples always lie on a line; a third one can show that they don't mean it. */
const FEWEST_SAMPLES = 3;
const SHORTEST_LEFT_MS = 5_000;
/** An estimate that may be off by more than this share of itself is no honest one. */
const WIDEST_SPREAD = 0.35;

/**
 * How long a job will still take, in ms; null where that can't be told honestly: too little is known, progress is
 * uneven, or the job is about to end or overdue.
 */
export function timeLeft(samples: readonly ProgressSample[], nowMs: number): number | null {
  if (samples.length < FEWEST_SAMPLES) return null;
  const finish = estimateFinish(samples);
  if (finish === null) return null;
  const leftMs = finish.atMs - nowMs;
  return leftMs >= SHORTEST_LEFT_MS && finish.spreadMs <= leftMs * WIDEST_SPREAD ? leftMs : null;
}
