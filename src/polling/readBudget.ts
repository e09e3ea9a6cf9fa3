/**
 * Shares of a key's limit that reads may use. The rest stays free for actions, for other programs under the same key
 * and for clocks that differ.
 */
export interface BudgetShares {
  /** The share that polls are spread over, so that each of them comes about when it is due. */
  readonly pace: number;
  /** No poll is sent once all reads of the minute have used this share. */
  readonly polls: number;
  /** No first read is sent once they have used this share. */
  readonly firstReads: number;
}

/** The shares of a page: one more job under a full key is read at once, and not after all the polls that wait. */
export const PAGE_SHARES: BudgetShares = { pace: 0.8, polls: 0.8, firstReads: 0.9 };
/** Less of the limit than this is left only where other programs use the key. */
const RESERVE = 0.1;

/** A window of 60 s touches one second more than that. */
export const WINDOW_SECONDS = 61;
/** Most polls in one second, as a multiple of the even pace: polls due together are spread over seconds. */
const PEAK = 2;

/** Reads sent or promised, by the second they fall into. */
export interface ReadBudget {
  /** The key's limit, in reads a minute; null while it is not known, and then nothing is held back. */
  readonly readsPerMinute: number | null;
  /** No read before this, in ms since the epoch: `Retry-After` was answered, or the minute is used up. */
  readonly heldUntilMs: number;
  /** Second since the epoch → reads in it. Seconds out of the window are dropped. */
  readonly reads: ReadonlyMap<number, number>;
}

/** A budget with nothing spent. */
export function newReadBudget(readsPerMinute: number | null = null): ReadBudget {
  return { readsPerMinute, heldUntilMs: 0, reads: new Map() };
}

/** Most reads for one more to be sent. */
export interface ReadLimits {
  /** In a window. */
  readonly allowed: number;
  /** In one second. */
  readonly inOneSecond: number;
}

/**
 * The limits of one read. Polls are spread over the seconds; a first read goes as soon as the minute has room for it.
 */
export function readLimits(readsPerMinute: number | null, shares: BudgetShares, isPoll: boolean): ReadLimits {
  if (readsPerMinute === null) return { allowed: Number.POSITIVE_INFINITY, inOneSecond: Number.POSITIVE_INFINITY };
  const allowed = Math.max(1, Math.floor(readsPerMinute * (isPoll ? shares.polls : shares.firstReads)));
  return { allowed, inOneSecond: isPoll ? Math.ceil((PEAK * allowed) / 60) : allowed };
}

/**
 * The earliest time at which one more read of a page keeps every 60 s within its share of the limit, in ms since the
 * epoch.
 */
export function nextReadAt(budget: ReadBudget, nowMs: number, isPoll = true): number {
  return earliestRead(budget, nowMs, readLimits(budget.readsPerMinute, PAGE_SHARES, isPoll));
}

/** The earliest time at which one more read keeps every 60 s within limits, in ms since the epoch. */
export function earliestRead(
  { heldUntilMs, reads }: Pick<ReadBudget, "heldUntilMs" | "reads">,
  nowMs: number,
  { allowed, inOneSecond }: ReadLimits,
): number {
  const fromMs = Math.max(nowMs, heldUntilMs);
  const firstSecond = Math.floor(fromMs / 1_000);
  let second = firstSecond;
  for (;;) {
    // Reads promised for later count where they stand, so the search ends at the latest a window after the last of
    // them.
    const full = lastFullWindow(reads, second, allowed);
    if (full !== null) second = full + 1;
    else if ((reads.get(second) ?? 0) >= inOneSecond) second += 1;
    else return second === firstSecond ? fromMs : second * 1_000;
  }
}

/** The budget after one read at `atMs`, which may lie ahead. */
export function spendRead(budget: ReadBudget, atMs: number, nowMs: number): ReadBudget {
  const second = Math.floor(atMs / 1_000);
  const oldest = Math.floor(nowMs / 1_000) - WINDOW_SECONDS;
  const reads = new Map<number, number>();
  for (const [at, count] of budget.reads) if (at >= oldest) reads.set(at, count);
  reads.set(second, (reads.get(second) ?? 0) + 1);
  return { ...budget, reads };
}

/** The budget after a promised read was not sent: its caller went away. */
export function refundRead(budget: ReadBudget, atMs: number): ReadBudget {
  const second = Math.floor(atMs / 1_000);
  const count = budget.reads.get(second) ?? 0;
  return count > 0 ? { ...budget, reads: new Map(budget.reads).set(second, count - 1) } : budget;
}

/** The budget after the server asked for silence until `untilMs`. A hold is never shortened. */
export function holdReads(budget: ReadBudget, untilMs: number): ReadBudget {
  return untilMs > budget.heldUntilMs ? { ...budget, heldUntilMs: untilMs } : budget;
}

/** A server's rate limit, as its answers name it. */
export interface RateLimit {
  /** Reads a minute. */
  readonly limit: number;
  /** Reads left in the running minute, for everybody under the key. */
  readonly remaining: number | null;
  /** When the running minute ends, in ms since the epoch. */
  readonly resetAtMs: number | null;
}

/**
 * The budget after an answer that named the limit. When other programs have eaten into the reserve, reads wait for the
 * next minute.
 */
export function learnRateLimit(
  budget: ReadBudget,
  { limit, remaining, resetAtMs }: RateLimit,
  nowMs: number,
): ReadBudget {
  const learned = budget.readsPerMinute === limit ? budget : { ...budget, readsPerMinute: limit };
  const reserve = limit * RESERVE;
  if (remaining === null || resetAtMs === null || remaining >= reserve) return learned;
  return holdReads(learned, Math.min(resetAtMs, nowMs + 60_000));
}

/** One operation that is polled. */
export interface Polled {
  /** Its own pace, in ms. */
  readonly cadenceMs: number;
  /** How many shares it has in what all may use together. */
  readonly weight: number;
}

/**
 * The delay of an operation of weight 1, in ms, so that all operations fit into `share` of the limit; one of weight 2
 * waits half of it. Operations of a slower pace keep it, and the rest of their share goes to the others.
 *
 * @returns 0 when all fit as they are.
 */
export function fairDelay(polled: readonly Polled[], readsPerMinute: number, share: number): number {
  let left = Math.max(1, readsPerMinute * share) / 60_000;
  let weights = polled.reduce((sum, { weight }) => sum + weight, 0);
  // The least demanding first: an operation that needs less than its part of what is left gets all it needs.
  for (const { cadenceMs, weight } of [...polled].sort((a, b) => b.cadenceMs * b.weight - a.cadenceMs * a.weight)) {
    const shareMs = weights / left;
    if (cadenceMs * weight < shareMs) return shareMs;
    left -= 1 / cadenceMs;
    weights -= weight;
  }
  return 0;
}

/** The last second that ends a full window with `second` in it; null when none of them is full. */
function lastFullWindow(reads: ReadonlyMap<number, number>, second: number, allowed: number): number | null {
  let sum = 0;
  for (let at = second - WINDOW_SECONDS + 1; at < second; at += 1) sum += reads.get(at) ?? 0;
  let full: number | null = null;
  for (let end = second; end < second + WINDOW_SECONDS; end += 1) {
    sum += reads.get(end) ?? 0;
    if (sum >= allowed) full = end;
    sum -= reads.get(end - WINDOW_SECONDS + 1) ?? 0;
  }
  return full;
}
