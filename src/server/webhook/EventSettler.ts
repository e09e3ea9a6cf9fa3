import type { OperationValue } from "../../operations/OperationValue";
import type { AnyOperation } from "../../operations/Operation";
import { parseOperation } from "../../operations/value/parseOperation";
import { answerFromEvent } from "../cache/answer/answerFromRead";
import { supersedes, type CachedAnswer } from "../cache/answer/CachedAnswer";
import type { CachedReader } from "../cache/CachedReader";
import type { Target } from "../upstream/Target";
import type { SharedAnswers } from "../cache/SharedAnswers";
import type { OperationCache } from "../cache/OperationCache";
import { jobOperation } from "../../providers/layers/job";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import type { LayersEvent } from "./verifyLayersWebhook";

export interface EventSettlerOptions {
  readonly reader: CachedReader;
  readonly shared: SharedAnswers;
  readonly cache: OperationCache;
  readonly now: () => number;
}

/** Applies the updates of webhooks to the cache, and publishes them. */
export class EventSettler {
  readonly #options: EventSettlerOptions;

  constructor(options: EventSettlerOptions) {
    this.#options = options;
  }

  /**
   * Applies an event to an operation; once it resolves, every relay has been told. One read fills the fields that the
   * event leaves out, if somebody watches the operation and the read is quick, and decides the status if the event is
   * not certain of it. Idempotent, so that a retry makes up for a relay that was killed halfway.
   *
   * @throws OperationError `INVALID_RESPONSE` when the event's fields are not what the provider documents.
   */
  async settle(target: Target, fields: Readonly<Record<string, unknown>>, isCertain: boolean): Promise<void> {
    const { reader, cache, shared, now } = this.#options;
    const kept = await shared.get(target.key);
    const own = cache.find(target.key)?.answer ?? null;
    const before = kept !== null && supersedes(kept, own) ? kept : own;
    if (before?.isTerminal) return this.#publishAgain(target, before, kept?.isTerminal === true);
    const body = JSON.stringify({ ...bodyOf(before), ...target.params, ...fields });
    const value: OperationValue = parseOperation(target.operation, JSON.parse(body), target.params);
    if (!isCertain) {
      cache.find(target.key)?.invalidate();
      const reading = await reader.read(target, 0, null, undefined);
      if (reading.kind === "known" && reading.answer.isTerminal) return;
    }
    const answer = await answerFromEvent(body, value, before, { key: target.key, nowMs: now() });
    await shared.store(target.key, answer);
    const entry = cache.find(target.key);
    // Nobody watches the operation here: a later read fills the answer. Relays where somebody does are told.
    if (entry === undefined) {
      if (shared.isAlone) cache.findOrAdd(target).receive(answer);
      await shared.publish(target.key, answer);
      return cache.notify({ target, answer }, before);
    }
    if (!entry.receive(answer)) return;
    await reader.fill(entry, undefined).catch(() => undefined);
    // A read that found the end itself has published it already.
    if (entry.answer === null || entry.answer.via === "read") return;
    await shared.storeAndPublish(target.key, entry.answer);
    cache.notify(entry, before);
  }

  /** Publishes an end that is known already: the relay that received it may have been killed before it published it. */
  async #publishAgain(target: Target, ended: CachedAnswer, isKept: boolean): Promise<void> {
    const { cache, shared } = this.#options;
    await (isKept ? shared.publish(target.key, ended) : shared.storeAndPublish(target.key, ended));
    const entry = cache.find(target.key);
    if (entry === undefined) cache.notify({ target, answer: ended }, null);
    else cache.receive(entry, ended);
  }
}

/** The wire object that the event's fields are merged into; empty if none is known. */
function bodyOf(answer: CachedAnswer | null): Record<string, unknown> {
  return answer === null ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
}

/** The update of an operation that an event carries. */
export interface OperationUpdate {
  readonly operation: AnyOperation;
  /** The ids that the event names, not validated; one may be missing. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The fields of the wire object that the event carries. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the status is certain: an `assigned` event also comes if only some accounts were assigned. */
  readonly isCertain: boolean;
}

/** The status of each type of event, and which of its data are fields of the wire object. */
const EVENTS: Readonly<
  Record<
    string,
    {
      readonly operation: AnyOperation;
      readonly status: string;
      readonly fields: readonly string[];
      readonly isCertain: boolean;
    }
  >
> = {
  "job.completed": { operation: jobOperation, status: "completed", fields: ["kind", "result"], isCertain: true },
  "job.failed": { operation: jobOperation, status: "failed", fields: ["kind", "error"], isCertain: true },
  "job.canceled": { operation: jobOperation, status: "canceled", fields: ["kind"], isCertain: true },
  "lease_request.assigned": {
    operation: leaseRequestOperation,
    status: "assigned",
    fields: ["assignedSocialAccountIds", "note"],
    isCertain: false,
  },
  "lease_request.rejected": { operation: leaseRequestOperation, status: "rejected", fields: ["note"], isCertain: true },
};

/** The update that an event of Layers carries; null for `test.ping` and for types that this package does not know. */
export function updateFromEvent({ type, data }: LayersEvent): OperationUpdate | null {
  const known = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
  if (known === undefined) return null;
  const { operation, status, fields, isCertain } = known;
  const carried = Object.fromEntries(
    fields.filter((field) => Object.hasOwn(data, field)).map((field) => [field, data[field]]),
  );
  return {
    operation,
    params: Object.fromEntries(
      operation.params.map((name) => [name, Object.hasOwn(data, name) ? data[name] : undefined]),
    ),
    // A read always has the progress, an event never; that of a completed job is known anyway.
    fields: { status, ...(status === "completed" ? { progress: 1 } : {}), ...carried },
    isCertain,
  };
}
