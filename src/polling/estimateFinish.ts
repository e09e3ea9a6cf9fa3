import type { ProgressSample } from "./Cadence";
import { fitParabola } from "./fitParabola";

export interface FinishEstimate {
  /** When progress is expected to reach 1, in ms since the epoch. It may lie in the past. */
  readonly atMs: number;
  /** How far off that may well be: one standard deviation, in ms. */
  readonly spreadMs: number;
  /** How long the whole of progress, from 0 to 1, would take at the pace of the samples, in ms. */
  readonly paceMs: number;
}

/** How far a reported progress is off: servers round it, usually to hundredths. */
const PROGRESS_ERROR = 0.004;
/**
 * How much the time per progress usually bends over a whole job, as a share of it: 1 for progress as the square root of
 * time.
 */
const BEND = 0.6;
/**
 * How fast a parabola drifts from what it stands for with the distance from the end (times its cube), so that far
 * samples count less.
 */
const DRIFT = 0.15;
/** A stretch this many times slower than all that came after it was a pause, and says nothing about the pace. */
const PAUSE = 4;

interface Point {
  readonly atMs: number;
  readonly progress: number;
}

/**
 * Estimates when an operation will finish: time is fitted as a parabola of progress, which a steady job, a front-loaded
 * and a back-loaded one all are near their end, and read off at progress 1.
 *
 * @returns null when the samples show no progress that could be continued: none, only one, or a fall in the last one.
 */
export function estimateFinish(samples: readonly ProgressSample[]): FinishEstimate | null {
  const points = steadyRun(samples);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const paceMs = (last.atMs - first.atMs) / (last.progress - first.progress);
  const fit = fitParabola(
    points.map(({ atMs, progress }) => {
      const x = progress - 1;
      return { x, y: (atMs - last.atMs) / paceMs, weight: 1 / (PROGRESS_ERROR ** 2 + (DRIFT * x ** 3) ** 2) };
    }),
    BEND,
  );
  return fit && { atMs: last.atMs + Math.max(0, fit.atZero) * paceMs, spreadMs: fit.spread * paceMs, paceMs };
}

/** The latest samples with steadily rising progress: no fall, no missing progress, no clock set back, no pause. */
function steadyRun(samples: readonly ProgressSample[]): Point[] {
  const run: Point[] = [];
  for (const { atMs, progress } of [...samples].reverse()) {
    const next = run[0];
    if (progress === null || !(progress >= 0 && progress <= 1)) break;
    if (next && (progress > next.progress || !(atMs < next.atMs))) break;
    // The stage changed and progress did not: the earlier sample tells when this progress was reached.
    if (next?.progress === progress) run.shift();
    run.unshift({ atMs, progress });
  }
  return afterLastPause(run);
}

function afterLastPause(run: Point[]): Point[] {
  const last = run.at(-1);
  for (let index = run.length - 3; last && index > 0; index -= 1) {
    const [before, after] = [run[index - 1], run[index]];
    if (before && after && pace(before, after) > PAUSE * pace(after, last)) return run.slice(index);
  }
  return run;
}

function pace(from: Point, to: Point): number {
  return (to.atMs - from.atMs) / (to.progress - from.progress);
}
