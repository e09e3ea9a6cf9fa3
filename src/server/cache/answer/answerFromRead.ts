import type { AnyOperation } from "../../../operations/Operation";
import type { OperationValue } from "../../../operations/OperationValue";
import { newPollHistory, pollStateOf, recordAnswer, type PollHistory } from "../../../polling/PollHistory";
import { digestOf } from "../../contract/digestOf";
import { SMALLEST_GAP_MS, type CachedAnswer } from "./CachedAnswer";
import { cadenceDelay, DEFAULT_CADENCE } from "../../../polling/cadenceDelay";

/** How many reads are tried to fill in what an event left out: the upstream may not know of the end at the first. */
const FILLS = 3;
/** The time between those reads, in ms. */
const FILL_AGAIN_MS = 5_000;

/** When an answer arrived, and how to work out when the next is due. */
export interface Arrival {
  /** The operation's key. */
  readonly key: string;
  readonly nowMs: number;
  /** Turns the cadence's delay into the operation's fair share of the key's reads, in ms. */
  readonly share: (cadenceMs: number) => number;
  /** Called with the error of a cadence that does not work. */
  readonly reportCadence: (error: unknown) => void;
}

/** The answer of a read with a body. */
export async function answerFromRead(
  operation: AnyOperation,
  read: { readonly body: string; readonly etag: string | null; readonly value: OperationValue },
  before: CachedAnswer | null,
  arrival: Arrival,
): Promise<CachedAnswer> {
  const { body, etag, value } = read;
  const isSame = before !== null && before.body === body && (etag === null || etag === before.upstreamEtag);
  return {
    body,
    etag: isSame ? before.etag : await tagOf(body, etag, before),
    upstreamEtag: etag,
    isTerminal: value.isTerminal,
    via: "read",
    wasSeenRunning: wasSeenRunning(before),
    fillsLeft: 0,
    ...timesAfter(
      operation,
      recordAnswer(before?.history ?? newPollHistory(arrival.key), value, arrival.nowMs),
      arrival,
    ),
  };
}

/** The answer of a read with a 304: the same, confirmed. */
export function unchangedAnswer(operation: AnyOperation, before: CachedAnswer, arrival: Arrival): CachedAnswer {
  const { history } = before;
  const last = history.samples.at(-1);
  const value = { status: history.status ?? "unknown", progress: last?.progress ?? null, stage: last?.stage ?? null };
  return { ...before, via: "read", ...timesAfter(operation, recordAnswer(history, value, arrival.nowMs), arrival) };
}

/** The answer that an event makes of the one before it. A read is to fill in the rest. */
export async function answerFromEvent(
  body: string,
  value: OperationValue,
  before: CachedAnswer | null,
  { key, nowMs }: Pick<Arrival, "key" | "nowMs">,
): Promise<CachedAnswer> {
  return {
    body,
    etag: await etagOf(body),
    // With a tag the read could be answered with a 304, which fills in nothing.
    upstreamEtag: null,
    isTerminal: value.isTerminal,
    via: "event",
    wasSeenRunning: wasSeenRunning(before),
    fillsLeft: FILLS,
    answeredAtMs: nowMs,
    dueAtMs: nowMs,
    history: recordAnswer(before?.history ?? newPollHistory(key), value, nowMs),
  };
}

/** The answer after a read that did not fill it in. */
export function unfilledAnswer(before: CachedAnswer, nowMs: number): CachedAnswer {
  return { ...before, fillsLeft: before.fillsLeft - 1, dueAtMs: nowMs + FILL_AGAIN_MS };
}

/** A strong entity tag, the same in every relay for the same bytes. */
export async function etagOf(body: string): Promise<string> {
  return `"lr-${await digestOf(body)}"`;
}

/** The upstream's own tag, unless it gave the previous, different body the same one. */
async function tagOf(body: string, upstreamEtag: string | null, before: CachedAnswer | null): Promise<string> {
  if (upstreamEtag !== null && upstreamEtag !== before?.upstreamEtag) return upstreamEtag;
  return etagOf(body);
}

function wasSeenRunning(before: CachedAnswer | null): boolean {
  return before !== null && (before.wasSeenRunning || !before.isTerminal);
}

function timesAfter(
  operation: AnyOperation,
  history: PollHistory,
  { nowMs, share, reportCadence }: Arrival,
): Pick<CachedAnswer, "answeredAtMs" | "dueAtMs" | "history"> {
  return { answeredAtMs: nowMs, dueAtMs: nowMs + share(cadenceMs(operation, history, nowMs, reportCadence)), history };
}

/**
 * The delay that the operation's cadence asks for, in ms.
 *
 * @param report Called when the cadence throws or gives no usable number; the default cadence is used instead.
 */
export function cadenceMs(
  operation: AnyOperation,
  history: PollHistory,
  nowMs: number,
  report: (error: unknown) => void = () => undefined,
): number {
  return cadenceDelay(operation.cadence ?? DEFAULT_CADENCE, pollStateOf(history, nowMs), operation.name, report);
}

/** The least time between two reads of an operation, in ms. */
export function gapMs(operation: AnyOperation): number {
  return Math.min(SMALLEST_GAP_MS, cadenceMs(operation, newPollHistory(operation.name), 0));
}
