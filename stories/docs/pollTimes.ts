import type { Cadence, ProgressSample } from "longrun";

/** When a cadence would ask about a job, in ms from its start: worked out by the function itself, as the hooks do. */
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
