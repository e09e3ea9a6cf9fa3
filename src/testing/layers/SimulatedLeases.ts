import type { LeaseRequestWire } from "../../providers/layers/leaseRequest";
import { isValidId } from "../../operations/path/isValidId";
import { assertDuration } from "../world/assertDuration";
import { assertOneOf } from "../world/assertOneOf";
import { LEASE_OUTCOMES, leaseAt, type LeaseOutcome, type LeaseTimeline } from "./leaseTimeline";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedEvents } from "./SimulatedEvents";
import type { SimulatedIds } from "../world/SimulatedIds";
import type { Patch } from "../world/Patch";

/** The course of a lease request. */
export interface LeasePlan {
  /** @default "assigned" */
  readonly outcome?: LeaseOutcome | undefined;
  /** How long people take to fulfil it, in ms; `Infinity` to wait for `settleLease`. @default 45 hours */
  readonly afterMs?: number | undefined;
  /** How many accounts a `partial` request gets, from 1 to less than `count`. @default three fifths */
  readonly assigned?: number | undefined;
  /** The note of the people who fulfil it. @default none for `assigned`, else a reason */
  readonly note?: string | undefined;
  /**
   * Changes the HTTP answers, for example to a status that no table lists. What the simulator's own methods return
   * stays as it is.
   */
  readonly patch?: Patch<LeaseRequestWire> | undefined;
}

export interface RequestLeaseOptions extends LeasePlan {
  /** @default `simulator.layers.projectId` */
  readonly projectId?: string | undefined;
  /** How many accounts are asked for, 1–50. @default 5 */
  readonly count?: number | undefined;
  /** How long ago it was submitted, in ms. @default 0 */
  readonly submittedAgoMs?: number | undefined;
}

export type SettleLeaseOptions = Pick<LeasePlan, "outcome" | "assigned" | "note">;

interface LeaseRecord {
  timeline: LeaseTimeline;
  readonly count: number;
  readonly patch: Patch<LeaseRequestWire> | undefined;
}

const USUAL_MS = 45 * 3_600_000;
const MOST_ACCOUNTS = 50;

/** The lease requests of the simulated organization. */
export class SimulatedLeases {
  readonly #records = new Map<string, LeaseRecord>();
  readonly #clock: SimulatedClock;
  readonly #ids: SimulatedIds;
  readonly #events: SimulatedEvents;
  /** The project of requests without a `projectId`. */
  readonly projectId: string;

  constructor(clock: SimulatedClock, ids: SimulatedIds, events: SimulatedEvents) {
    this.#clock = clock;
    this.#ids = ids;
    this.#events = events;
    this.projectId = ids.ulid("prj");
  }

  request(options: RequestLeaseOptions = {}): LeaseRequestWire {
    const { projectId = this.projectId, count = 5, afterMs = USUAL_MS, submittedAgoMs = 0 } = options;
    if (!isValidId(projectId))
      throw new TypeError('requestLease({ projectId }) must be 1–128 letters, digits, "_" or "-".');
    if (!(Number.isInteger(count) && count >= 1 && count <= MOST_ACCOUNTS))
      throw new TypeError(
        `requestLease({ count }) must be a whole number, 1–${MOST_ACCOUNTS}, but is ${String(count)}.`,
      );
    assertDuration("requestLease({ afterMs })", afterMs, { infinite: true });
    assertDuration("requestLease({ submittedAgoMs })", submittedAgoMs);
    const requestId = this.#ids.ulid("lreq");
    const submittedAtMs = this.#clock.now() - submittedAgoMs;
    const end = this.#end("requestLease", requestId, count, options, submittedAtMs + afterMs);
    const record: LeaseRecord = { timeline: { requestId, projectId, submittedAtMs, end }, count, patch: options.patch };
    this.#records.set(requestId, record);
    this.#events.watch({
      id: requestId,
      endsAtMs: () => record.timeline.end.atMs,
      event: () => settledEvent(record.timeline),
    });
    return this.#wire(record);
  }

  /** Ends a lease request now. @throws TypeError when there is no such request or it has ended already. */
  settle(requestId: string, options: SettleLeaseOptions = {}): LeaseRequestWire {
    const record = this.#records.get(requestId);
    if (!record)
      throw new TypeError(
        `settleLease(${JSON.stringify(requestId)}): there is no such request. Pass the requestId that ` +
          "requestLease gave.",
      );
    const nowMs = this.#clock.now();
    if (nowMs >= record.timeline.end.atMs)
      throw new TypeError(
        `settleLease(${JSON.stringify(requestId)}): it is ${record.timeline.end.outcome}, and an end is for good. ` +
          "Request another one.",
      );
    record.timeline = { ...record.timeline, end: this.#end("settleLease", requestId, record.count, options, nowMs) };
    this.#events.reschedule();
    return this.#wire(record);
  }

  get(requestId: string): LeaseRequestWire | undefined {
    const record = this.#records.get(requestId);
    return record && this.#wire(record);
  }

  all(): LeaseRequestWire[] {
    return [...this.#records.values()].map((record) => this.#wire(record));
  }

  /** The body of an HTTP answer about a request, patched; undefined when the project has no such request. */
  answer(projectId: string, requestId: string): unknown {
    const record = this.#records.get(requestId);
    if (!record || record.timeline.projectId !== projectId) return undefined;
    const wire = this.#wire(record);
    return record.patch ? record.patch(wire) : wire;
  }

  #wire({ timeline }: LeaseRecord): LeaseRequestWire {
    return leaseAt(timeline, this.#clock.now());
  }

  #end(method: string, requestId: string, count: number, plan: LeasePlan, atMs: number): LeaseTimeline["end"] {
    const { outcome = "assigned" } = plan;
    assertOneOf(`${method}({ outcome })`, outcome, LEASE_OUTCOMES);
    const assigned =
      outcome === "assigned"
        ? count
        : outcome === "rejected"
          ? 0
          : (plan.assigned ?? Math.max(1, Math.floor(count * 0.6)));
    if (outcome === "partial" && !(Number.isInteger(assigned) && assigned >= 1 && assigned < count)) {
      throw new TypeError(
        `${method}({ assigned }) must be a whole number from 1 to less than the ${count} that were asked for, but ` +
          `is ${String(assigned)}.`,
      );
    }
    const accountIds = Array.from({ length: assigned }, (_, index) => this.#ids.ulidOf("sa", `${requestId}/${index}`));
    return { atMs, outcome, accountIds, note: plan.note ?? usualNote(outcome, assigned, count) };
  }
}

function usualNote(outcome: LeaseOutcome, assigned: number, count: number): string | null {
  if (outcome === "assigned") return null;
  if (outcome === "rejected") return "This niche is not supported at the moment.";
  return (
    `Assigned ${assigned} of ${count} requested: the pool for this niche is running thin. Open another ` +
    "request if you need the rest."
  );
}

/** A partly assigned request is announced as assigned, since accounts were delivered. */
function settledEvent({ requestId, projectId, end }: LeaseTimeline): {
  readonly type: string;
  readonly data: Record<string, unknown>;
} {
  if (end.outcome === "rejected")
    return { type: "lease_request.rejected", data: { requestId, projectId, note: end.note } };
  return { type: "lease_request.assigned", data: { requestId, projectId, assignedSocialAccountIds: end.accountIds } };
}
