import type { PollState } from "longrun";

export const NOW_MS: number = Date.UTC(2026, 0, 1);

/** A watch that has had `updateCount` answers, the last one just now; what a test is about is passed in. */
export function pollState(state: Partial<PollState> = {}): PollState {
  return {
    key: "job_1",
    updateCount: 1,
    nowMs: NOW_MS,
    watchedMs: 0,
    focusedMs: Number.POSITIVE_INFINITY,
    status: "running",
    samples: [],
    ...state,
  };
}

/** A state whose progress went as `[seconds ago, progress]` tells, the oldest first. */
export function afterProgress(
  steps: readonly (readonly [secondsAgo: number, progress: number | null])[],
  state: Partial<PollState> = {},
): PollState {
  const samples = steps.map(([secondsAgo, progress]) => ({ atMs: NOW_MS - secondsAgo * 1_000, progress, stage: null }));
  return pollState({ updateCount: steps.length, samples, ...state });
}
