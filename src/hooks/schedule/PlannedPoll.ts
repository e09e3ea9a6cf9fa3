/** The next poll of a query at the pace of one cadence. */
export interface PlannedPoll {
  /** From the last answer or failure, in ms; false when there is no next poll. */
  readonly delayMs: number | false;
  /** In ms since the epoch; {@link NEVER} when there is no next poll. */
  readonly dueAtMs: number;
  /** The timer that TanStack sets, in ms. It stands still between answers, whatever renders. */
  readonly intervalMs: number | false;
  /** The observers the interval was worked out for. New ones are added at the end, so these two show any change. */
  readonly observerCount: number;
  readonly lastObserver: unknown;
}

/** The due time of an operation that is not polled any more. */
export const NEVER: number = Number.POSITIVE_INFINITY;

/** Shortest timer, in ms: TanStack repeats it while the tab is hidden. */
const SHORTEST_TIMER_MS = 250;

/** A plan that no timer was set for yet. */
export function planPoll(delayMs: number | false, answeredAtMs: number): PlannedPoll {
  const dueAtMs = delayMs === false ? NEVER : answeredAtMs + delayMs;
  return { delayMs, dueAtMs, intervalMs: delayMs, observerCount: -1, lastObserver: undefined };
}

/**
 * The plan with its interval cut to the time left, whenever an observer came or went; else the very same plan. TanStack
 * would start a full interval for a component that mounts between two polls, or for the one left behind by another, and
 * the poll would come late.
 */
export function retimePoll(plan: PlannedPoll, observers: readonly unknown[], nowMs: number): PlannedPoll {
  const { delayMs, dueAtMs } = plan;
  const observerCount = observers.length;
  const lastObserver = observers.at(-1);
  if (plan.observerCount === observerCount && plan.lastObserver === lastObserver) return plan;
  // An overdue poll is made on mount, not by a timer.
  const intervalMs = delayMs && Math.min(delayMs, Math.max(dueAtMs - nowMs, SHORTEST_TIMER_MS));
  return { delayMs, dueAtMs, intervalMs, observerCount, lastObserver };
}
