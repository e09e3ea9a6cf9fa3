import { MAX_SAMPLES, type PollState, type ProgressSample } from "./Cadence";

/** What of an answer a watch remembers. */
export interface PolledValue {
  readonly status: string;
  readonly progress: number | null;
  readonly stage?: string | null | undefined;
}

/**
 * What a watch knows of its own past: enough to say when to ask again. Hooks, `waitFor` and the relay keep one for each
 * operation.
 */
export interface PollHistory {
  readonly key: string;
  readonly updateCount: number;
  readonly failureCount: number;
  readonly firstAnswerMs: number | null;
  readonly status: string | null;
  readonly samples: readonly ProgressSample[];
}

/** A watch that has heard nothing yet. */
export function newPollHistory(key: string): PollHistory {
  return { key, updateCount: 0, failureCount: 0, firstAnswerMs: null, status: null, samples: [] };
}

/** The history after an answer, a changed one or the same again; `answers` where several came unseen. */
export function recordAnswer(history: PollHistory, value: PolledValue, atMs: number, answers = 1): PollHistory {
  const last = history.samples.at(-1);
  const stage = value.stage ?? null;
  const changed = last === undefined || last.progress !== value.progress || last.stage !== stage;
  return {
    ...history,
    updateCount: history.updateCount + answers,
    failureCount: 0,
    firstAnswerMs: history.firstAnswerMs ?? atMs,
    status: value.status,
    samples: changed
      ? [...history.samples, { atMs, progress: value.progress, stage }].slice(-MAX_SAMPLES)
      : history.samples,
  };
}

/** The history after a read that failed. */
export function recordFailure(history: PollHistory, failures = 1): PollHistory {
  return { ...history, failureCount: history.failureCount + failures };
}

/** What a cadence may look at, at `nowMs`. */
export function pollStateOf(
  history: PollHistory,
  nowMs: number,
  focusedMs: number = Number.POSITIVE_INFINITY,
): PollState {
  return { ...history, nowMs, focusedMs, watchedMs: Math.max(0, nowMs - (history.firstAnswerMs ?? nowMs)) };
}
