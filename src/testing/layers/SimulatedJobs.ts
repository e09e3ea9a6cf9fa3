import { JOB_STATUSES, type JobError, type JobWire } from "../../providers/layers/job";
import { assertOneOf } from "../world/assertOneOf";
import type { Patch } from "../world/Patch";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedIds } from "../world/SimulatedIds";
import { terminalStatuses } from "../world/TerminalStatus";
import { QUEUED, STAGES_THAT_REFUSE_CANCEL } from "./jobKinds";
import { jobAt, type JobOutcome, type JobTimeline } from "./jobTimeline";
import type { SimulatedEvents } from "./SimulatedEvents";
import { startedJob, type StartJobOptions } from "./startedJob";

export interface SettleJobOptions {
  readonly outcome: JobOutcome;
  readonly error?: JobError | undefined;
  readonly result?: unknown;
}

export type CancelJobAnswer =
  | { readonly jobId: string; readonly accepted: true }
  | { readonly jobId: string; readonly accepted: false; readonly reason: string }
  | { readonly jobId: string; readonly accepted: false; readonly refusedStage: string };

interface JobRecord {
  timeline: JobTimeline;
  readonly cancelAfterMs: number;
  readonly refusesCancelIn: readonly string[];
  readonly patch: Patch<JobWire> | undefined;
}

const USUAL_CANCEL_MS = 3_000;

/** The jobs of the simulated organization. */
export class SimulatedJobs {
  readonly #records = new Map<string, JobRecord>();
  readonly #clock: SimulatedClock;
  readonly #ids: SimulatedIds;
  readonly #events: SimulatedEvents;

  constructor(clock: SimulatedClock, ids: SimulatedIds, events: SimulatedEvents) {
    this.#clock = clock;
    this.#ids = ids;
    this.#events = events;
  }

  start(options: StartJobOptions): JobWire {
    const timeline = startedJob(options, this.#ids, this.#clock.now());
    const { jobId } = timeline;
    const record: JobRecord = {
      timeline,
      cancelAfterMs: options.cancelAfterMs ?? USUAL_CANCEL_MS,
      refusesCancelIn: options.refusesCancelIn ?? STAGES_THAT_REFUSE_CANCEL,
      patch: options.patch,
    };
    this.#records.set(jobId, record);
    this.#events.watch({
      id: jobId,
      endsAtMs: () => record.timeline.end.atMs,
      event: () => settledEvent(record.timeline),
    });
    return this.#wire(record);
  }

  /** Asks a job to stop, as `POST /v1/jobs/:jobId/cancel` does; it stops `cancelAfterMs` later. */
  cancel(jobId: string): CancelJobAnswer {
    const record = this.#existing("cancelJob", jobId);
    const wire = this.#wire(record);
    if (wire.status !== "running") return { jobId, accepted: false, reason: `ALREADY_${wire.status.toUpperCase()}` };
    const stage = wire.stage ?? QUEUED;
    if (record.refusesCancelIn.includes(stage)) return { jobId, accepted: false, refusedStage: stage };
    this.#endAt(record, this.#clock.now() + record.cancelAfterMs, "canceled");
    return { jobId, accepted: true };
  }

  /** Ends a job now. @throws TypeError when there is no such job, or it has ended already. */
  settle(jobId: string, { outcome, error, result }: SettleJobOptions): JobWire {
    const record = this.#existing("settleJob", jobId);
    assertOneOf("settleJob(…, { outcome })", outcome, terminalStatuses(JOB_STATUSES));
    const { status } = this.#wire(record);
    if (status !== "running")
      throw new TypeError(
        `settleJob(${JSON.stringify(jobId)}): it is ${status}, and an end is for good. Start another one.`,
      );
    record.timeline = {
      ...record.timeline,
      error: error ?? record.timeline.error,
      result: result === undefined ? record.timeline.result : result,
    };
    this.#endAt(record, this.#clock.now(), outcome);
    return this.#wire(record);
  }

  get(jobId: string): JobWire | undefined {
    const record = this.#records.get(jobId);
    return record && this.#wire(record);
  }

  all(): JobWire[] {
    return [...this.#records.values()].map((record) => this.#wire(record));
  }

  /** The body of an HTTP answer about a job, patched; undefined when there is no such job. */
  answer(jobId: string): unknown {
    const record = this.#records.get(jobId);
    if (!record) return undefined;
    const wire = this.#wire(record);
    return record.patch ? record.patch(wire) : wire;
  }

  #wire({ timeline }: JobRecord): JobWire {
    return jobAt(timeline, this.#clock.now());
  }

  /** Moves a job's end forward, never back: a job that finishes before the cancellation takes effect has completed. */
  #endAt(record: JobRecord, atMs: number, outcome: JobOutcome): void {
    if (atMs >= record.timeline.end.atMs) return;
    record.timeline = { ...record.timeline, end: { atMs, outcome } };
    this.#events.reschedule();
  }

  #existing(method: string, jobId: string): JobRecord {
    const record = this.#records.get(jobId);
    if (!record)
      throw new TypeError(
        `${method}(${JSON.stringify(jobId)}): there is no such job. Pass the jobId that startJob gave.`,
      );
    return record;
  }
}

function settledEvent({ jobId, kind, end, result, error }: JobTimeline): {
  readonly type: string;
  readonly data: Record<string, unknown>;
} {
  const more = end.outcome === "completed" ? { result } : end.outcome === "failed" ? { error } : {};
  return { type: `job.${end.outcome}`, data: { jobId, kind, ...more } };
}
