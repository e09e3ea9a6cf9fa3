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

/** Results of one operation's reads, with their counts. */
export interface ReadResults {
  readonly data: PolledValue | undefined;
  readonly dataUpdateCount: number;
  readonly dataUpdatedAt: number;
  readonly errorUpdateCount: number;
  readonly error: unknown;
}

/** The history after all reads between two looks at their results. */
export function recordResults(history: PollHistory, before: ReadResults | undefined, now: ReadResults): PollHistory {
  const { data } = now;
  // Hydrated data comes without a count of answers, or with another page's, and is one.
  const answers = Math.max(now.dataUpdateCount - (before?.dataUpdateCount ?? 0), data === before?.data ? 0 : 1);
  const answered = data && answers > 0 ? recordAnswer(history, data, now.dataUpdatedAt, answers) : history;
  return now.error === null
    ? answered
    : recordFailure(answered, Math.max(1, now.errorUpdateCount - (before?.errorUpdateCount ?? 0)));
}

/** The state that a cadence decides by at `nowMs`. */
export function pollStateOf(
  history: PollHistory,
  nowMs: number,
  focusedMs: number = Number.POSITIVE_INFINITY,
): PollState {
  return { ...history, nowMs, focusedMs, watchedMs: Math.max(0, nowMs - (history.firstAnswerMs ?? nowMs)) };
}
