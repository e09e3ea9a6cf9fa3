import { isRecord } from "../../../operations/isRecord";
import { isTooDeep } from "../../../operations/isTooDeep";
import { MAX_TIMER_MS } from "../../../polling/assertDelay";
import { isEtag } from "../../contract/isEtag";
import type { CachedAnswer } from "./CachedAnswer";

/**
 * Whether a value from the store is an answer. Another version of the relay may have written it, or anybody with access
 * to the store, so what becomes a header, JSON or a timer is checked to be fit for it.
 */
export function isCachedAnswer(value: unknown): value is CachedAnswer {
  // Walking through a value nested too deep would exhaust the stack.
  if (!isRecord(value) || isTooDeep(value)) return false;
  const { body, etag, upstreamEtag, isTerminal, answeredAtMs, dueAtMs, history, fillsLeft } = value;
  return (
    isTime(answeredAtMs) &&
    isTime(dueAtMs) &&
    dueAtMs - answeredAtMs <= 2 * MAX_TIMER_MS &&
    isEtag(etag) &&
    (upstreamEtag === null || isEtag(upstreamEtag)) &&
    typeof isTerminal === "boolean" &&
    isCount(fillsLeft) &&
    isHistory(history) &&
    typeof body === "string" &&
    isJsonObject(body)
  );
}

function isHistory(history: unknown): boolean {
  if (
    !isRecord(history) ||
    typeof history["key"] !== "string" ||
    !isCount(history["updateCount"]) ||
    !isCount(history["failureCount"])
  )
    return false;
  const { firstAnswerMs, status, samples } = history;
  return (
    isNullOr(firstAnswerMs, isTime) && isNullOr(status, isText) && Array.isArray(samples) && samples.every(isSample)
  );
}

function isSample(sample: unknown): boolean {
  return (
    isRecord(sample) &&
    isTime(sample["atMs"]) &&
    isNullOr(sample["progress"], Number.isFinite) &&
    isNullOr(sample["stage"], isText)
  );
}

function isNullOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === null || is(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTime(ms: unknown): ms is number {
  return typeof ms === "number" && Math.abs(ms) <= 8.64e15;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && !isTooDeep(value);
  } catch {
    return false;
  }
}
