import type { ProgressSample } from "../../polling/Cadence";
import { estimateFinish } from "../../polling/estimateFinish";

/** Two samples always fit a line; a third shows whether progress is steady. */
const FEWEST_SAMPLES = 3;
const SHORTEST_LEFT_MS = 5_000;
/** An estimate with a larger relative error than this is not shown. */
const WIDEST_SPREAD = 0.35;

/**
 * Estimates how long a job will still take, in ms. Null without an honest estimate: too few samples, uneven progress,
 * or a job that is about to end or overdue.
 */
export function timeLeft(samples: readonly ProgressSample[], nowMs: number): number | null {
  if (samples.length < FEWEST_SAMPLES) return null;
  const finish = estimateFinish(samples);
  if (finish === null) return null;
  const leftMs = finish.atMs - nowMs;
  return leftMs >= SHORTEST_LEFT_MS && finish.spreadMs <= leftMs * WIDEST_SPREAD ? leftMs : null;
}
