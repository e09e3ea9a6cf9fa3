import { MAX_SAMPLES, type PollState, type ProgressSample } from "./Cadence";

/** The part of an answer that a history records. */
export interface PolledValue {
  readonly status: string;
  readonly progress: number | null;
  readonly stage?: string | null | undefined;
}

/**
 * Past answers and failures of one operation: enough to decide when to poll again. Hooks, `waitFor` and the relay keep
 * one for each operation.
 */
export interface PollHistory {
  readonly key: string;
  readonly updateCount: number;
  readonly failureCount: number;
  readonly firstAnswerMs: number | null;
  readonly status: string | null;
  readonly samples: readonly ProgressSample[];
}

/** The history before the first answer. */
export function newPollHistory(key: string): PollHistory {
  return { key, updateCount: 0, failureCount: 0, firstAnswerMs: null, status: null, samples: [] };
}

/**
 * The history after an answer, changed or not.
 *
 * @param answers More than 1 where several arrived since the last call.
 */
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

/** The state that a cadence decides by at `nowMs`. */
export function pollStateOf(
  history: PollHistory,
  nowMs: number,
  focusedMs: number = Number.POSITIVE_INFINITY,
): PollState {
  return { ...history, nowMs, focusedMs, watchedMs: Math.max(0, nowMs - (history.firstAnswerMs ?? nowMs)) };
}
