import { isHttpsLink } from "../../operations/lenient";
import type { LineRequestInput } from "../../providers/actions";
import type { LineRequestWire } from "../../providers/tuco/lineRequest";
import { assertDuration } from "../world/assertDuration";
import { assertOneOf } from "../world/assertOneOf";
import { lineAt, lineStatusAt, type LineOutcome, type LineTimeline, type ProvisioningOutcome } from "./lineTimeline";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedIds } from "../world/SimulatedIds";
import type { Patch } from "../world/Patch";

/** The course of a line request. */
export interface LinePlan {
  /** How provisioning ends. @default "active" */
  readonly outcome?: ProvisioningOutcome | undefined;
  /** Whether an invoice has to be paid first. @default whether the line is purchased */
  readonly paymentRequired?: boolean | undefined;
  /** How long provisioning takes, in ms; `Infinity` to wait for `activate` or `fail`. @default two minutes */
  readonly provisioningMs?: number | undefined;
  /** When the invoice is paid, in ms after creation; `Infinity` to wait for `pay`. @default Infinity */
  readonly paidAfterMs?: number | undefined;
  /** The link to the hosted invoice: an `https:` URL, since clients drop any other. @default one at a reserved name */
  readonly paymentUrl?: string | undefined;
  /**
   * Changes the HTTP answers, for example to a status that no table lists. What the simulator's own methods return
   * stays as it is.
   */
  readonly patch?: Patch<LineRequestWire> | undefined;
}

export interface CreateLineOptions extends LinePlan, Partial<LineRequestInput> {
  /** How long ago it was created, in ms. @default 0 */
  readonly createdAgoMs?: number | undefined;
}

/** A line request as the simulator returns it: the wire body, with its id at the top. */
export type SimulatedLine = LineRequestWire & { readonly lineRequestId: string };

interface LineRecord {
  timeline: LineTimeline;
  readonly provisioningMs: number;
  readonly outcome: ProvisioningOutcome;
  readonly patch: Patch<LineRequestWire> | undefined;
}

const PROVISIONING_OUTCOMES: readonly ProvisioningOutcome[] = ["active", "failed"];
const USUAL_PROVISIONING_MS = 120_000;

/** The line requests of the simulated workspace. */
export class SimulatedLines {
  readonly #records = new Map<string, LineRecord>();
  readonly #clock: SimulatedClock;
  readonly #ids: SimulatedIds;

  constructor(clock: SimulatedClock, ids: SimulatedIds) {
    this.#clock = clock;
    this.#ids = ids;
  }

  create(options: CreateLineOptions = {}): SimulatedLine {
    const { firstName = "Support", lastName = "Line", channelType = "phone", lineType = "purchased" } = options;
    const {
      outcome = "active",
      paymentRequired = lineType === "purchased",
      provisioningMs = USUAL_PROVISIONING_MS,
    } = options;
    const { paidAfterMs = Infinity, createdAgoMs = 0 } = options;
    assertOneOf("createLine({ channelType })", channelType, ["phone", "email"]);
    assertOneOf("createLine({ lineType })", lineType, ["purchased", "byon"]);
    assertOneOf("createLine({ outcome })", outcome, PROVISIONING_OUTCOMES);
    assertDuration("createLine({ provisioningMs })", provisioningMs, { infinite: true });
    assertDuration("createLine({ paidAfterMs })", paidAfterMs, { infinite: true });
    assertDuration("createLine({ createdAgoMs })", createdAgoMs);
    const invoiceId = `in_${this.#ids.objectId()}`;
    const { paymentUrl = `https://invoice.example/i/${invoiceId}` } = options;
    if (!isHttpsLink(paymentUrl))
      throw new TypeError("createLine({ paymentUrl }) must be an https: URL. To answer with another one, use patch.");

    const lineRequestId = this.#ids.objectId();
    const provisioningAtMs = this.#clock.now() - createdAgoMs + (paymentRequired ? paidAfterMs : 0);
    const timeline: LineTimeline = {
      lineRequestId,
      line: { firstName, lastName, channelType, lineType },
      paymentUrl,
      invoiceId,
      needsPayment: paymentRequired,
      provisioningAtMs,
      end: { atMs: provisioningAtMs + provisioningMs, outcome },
    };
    const record: LineRecord = { timeline, provisioningMs, outcome, patch: options.patch };
    this.#records.set(lineRequestId, record);
    return this.#snapshot(record);
  }

  /** Pays the invoice: provisioning begins. @throws TypeError unless it awaits payment. */
  pay(lineRequestId: string): SimulatedLine {
    const record = this.#awaitingPayment("pay", lineRequestId);
    const nowMs = this.#clock.now();
    record.timeline = {
      ...record.timeline,
      provisioningAtMs: nowMs,
      end: { atMs: nowMs + record.provisioningMs, outcome: record.outcome },
    };
    return this.#snapshot(record);
  }

  /** Cancels the request. @throws TypeError unless it awaits payment. */
  cancel(lineRequestId: string): SimulatedLine {
    return this.#end(this.#awaitingPayment("cancel", lineRequestId), "canceled");
  }

  /** Ends provisioning, or the wait for payment, now. @throws TypeError when it has ended already. */
  settle(lineRequestId: string, outcome: ProvisioningOutcome): SimulatedLine {
    const record = this.#existing("settleLine", lineRequestId);
    assertOneOf("settleLine(…, outcome)", outcome, PROVISIONING_OUTCOMES);
    const nowMs = this.#clock.now();
    if (nowMs >= record.timeline.end.atMs)
      throw new TypeError(
        `settleLine(${JSON.stringify(lineRequestId)}): it is ${record.timeline.end.outcome}, and an end is for ` +
          "good. Create another one.",
      );
    // An active line has been paid for.
    if (outcome === "active" && nowMs < record.timeline.provisioningAtMs) this.pay(lineRequestId);
    return this.#end(record, outcome);
  }

  get(lineRequestId: string): SimulatedLine | undefined {
    const record = this.#records.get(lineRequestId);
    return record && this.#snapshot(record);
  }

  all(): SimulatedLine[] {
    return [...this.#records.values()].map((record) => this.#snapshot(record));
  }

  /** The body of an HTTP answer about a request, patched; undefined when there is no such request. */
  answer(lineRequestId: string): unknown {
    const record = this.#records.get(lineRequestId);
    if (!record) return undefined;
    const wire = lineAt(record.timeline, this.#clock.now());
    return record.patch ? record.patch(wire) : wire;
  }

  /** The invoice of a request. */
  invoice(lineRequestId: string): Pick<LineTimeline, "paymentUrl" | "invoiceId"> {
    return this.#existing("invoice", lineRequestId).timeline;
  }

  #end(record: LineRecord, outcome: LineOutcome): SimulatedLine {
    record.timeline = { ...record.timeline, end: { atMs: this.#clock.now(), outcome } };
    return this.#snapshot(record);
  }

  #snapshot({ timeline }: LineRecord): SimulatedLine {
    return { lineRequestId: timeline.lineRequestId, ...lineAt(timeline, this.#clock.now()) };
  }

  #awaitingPayment(method: string, lineRequestId: string): LineRecord {
    const record = this.#existing(method, lineRequestId);
    const status = lineStatusAt(record.timeline, this.#clock.now());
    if (status !== "awaiting_payment")
      throw new TypeError(
        `${method}(${JSON.stringify(lineRequestId)}): it is ${status}, and only a request that awaits payment can be.`,
      );
    return record;
  }

  #existing(method: string, lineRequestId: string): LineRecord {
    const record = this.#records.get(lineRequestId);
    if (!record)
      throw new TypeError(
        `${method}(${JSON.stringify(lineRequestId)}): there is no such line request. Pass the lineRequestId that ` +
          "createLine gave.",
      );
    return record;
  }
}
