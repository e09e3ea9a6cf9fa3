import type { Cadence, ProgressSample } from "longrun";

/** The times at which a cadence polls a job, in ms from its start, computed by running it as the hooks do. */
export function pollTimes(cadence: Cadence, durationMs: number, progressAt: (ms: number) => number | null): number[] {
  const times: number[] = [];
  let samples: readonly ProgressSample[] = [];
  let nowMs = 0;
  for (let updateCount = 1; updateCount < 500; updateCount++) {
    times.push(nowMs);
    if (nowMs >= durationMs) break;
    const progress = progressAt(nowMs);
    const last = samples.at(-1);
    if (last === undefined || last.progress !== progress)
      samples = [...samples, { atMs: nowMs, progress, stage: null }].slice(-16);
    nowMs += cadence({
      key: "picture",
      updateCount,
      nowMs,
      watchedMs: nowMs,
      focusedMs: Number.POSITIVE_INFINITY,
      status: "running",
      samples,
    });
  }
  return times;
}
