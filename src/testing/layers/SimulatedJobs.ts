import type { JobError, JobWire } from "../../providers/layers/job";
import { JOB_STATUSES } from "../../providers/layers/job";
import type { JobKind } from "../../providers/layers/jobStages";
import { assertDuration } from "../world/assertDuration";
import { assertOneOf } from "../world/assertOneOf";
import { JOB_KINDS, QUEUED, STAGES_THAT_REFUSE_CANCEL, usualDurationMs, usualError, usualResult } from "./jobKinds";
import { jobAt, type JobOutcome, type JobTimeline } from "./jobTimeline";
import { PROGRESS_SHAPES, type ProgressShape } from "./progressShape";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedEvents } from "./SimulatedEvents";
import type { SimulatedIds } from "../world/SimulatedIds";
import { terminalStatuses } from "../world/TerminalStatus";
import type { Patch } from "../world/Patch";

export interface StartJobOptions {
  readonly kind: JobKind;
  /** How it ends, unless it is canceled or settled before. @default "completed" */
  readonly outcome?: JobOutcome | undefined;
  /**
   * From its start to its end, in ms; `Infinity` for a job that never ends by itself. @default the usual time of its
   * kind, up to where it stops
   */
  readonly durationMs?: number | undefined;
  /** How long it is queued at the start of that, in ms. @default 2 % of its duration, at most 2000 */
  readonly queuedMs?: number | undefined;
  /** @default "linear" */
  readonly progress?: ProgressShape | undefined;
  /** The share of its work after which a job stops that does not complete, in [0, 1]. @default 0.42 */
  readonly stopsAt?: number | undefined;
  /** Why it fails. @default one that fits its kind */
  readonly error?: JobError | undefined;
  /** What it results in when it completes. @default one that fits its kind */
  readonly result?: unknown;
  /** How long ago it was started, in ms. @default 0 */
  readonly startedAgoMs?: number | undefined;
  /** How long a cancel takes to be heard, in ms. @default 3000 */
  readonly cancelAfterMs?: number | undefined;
  /** Stages in which it can't be canceled. @default ["opening_pr"] */
  readonly refusesCancelIn?: readonly string[] | undefined;
  /**
   * Changes what the HTTP answers say, to try what no table knows: `(wire) => ({ ...wire, status: "paused" })`.
   * Snapshots stay as they are.
   */
  readonly patch?: Patch<JobWire> | undefined;
}

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

const LONGEST_QUEUE_MS = 2_000;

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
    const {
      kind,
      outcome = "completed",
      progress = "linear",
      startedAgoMs = 0,
      cancelAfterMs = 3_000,
      stopsAt = 0.42,
    } = options;
    assertOneOf("startJob({ kind })", kind, JOB_KINDS);
    assertOneOf("startJob({ outcome })", outcome, terminalStatuses(JOB_STATUSES));
    if (typeof progress !== "function") assertOneOf("startJob({ progress })", progress, PROGRESS_SHAPES);
    if (!(stopsAt >= 0 && stopsAt <= 1))
      throw new TypeError(`startJob({ stopsAt }) must be in [0, 1], but is ${String(stopsAt)}.`);
    const workDone = outcome === "completed" ? 1 : stopsAt;
    const { durationMs = usualDurationMs(kind) * workDone } = options;
    const { queuedMs = Math.min(LONGEST_QUEUE_MS, durationMs * 0.02) } = options;
    assertDuration("startJob({ durationMs })", durationMs, { infinite: true });
    assertDuration("startJob({ queuedMs })", queuedMs, { infinite: true });
    assertDuration("startJob({ startedAgoMs })", startedAgoMs);
    assertDuration("startJob({ cancelAfterMs })", cancelAfterMs);

    const jobId = this.#ids.ulid("job");
    const startedAtMs = this.#clock.now() - startedAgoMs;
    const workEndsAtMs = startedAtMs + durationMs;
    const timeline: JobTimeline = {
      jobId,
      kind,
      startedAtMs,
      queuedMs: Math.min(queuedMs, durationMs),
      workEndsAtMs,
      workDone,
      shape: progress,
      end: { atMs: workEndsAtMs, outcome },
      result: options.result === undefined ? usualResult(kind, jobId, this.#ids) : options.result,
      error: options.error ?? usualError(kind),
    };
    const record: JobRecord = {
      timeline,
      cancelAfterMs,
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

  /** Asks a job to stop, as `POST /v1/jobs/:jobId/cancel` does: it goes on until it hears. */
  cancel(jobId: string): CancelJobAnswer {
    const record = this.#existing("cancelJob", jobId);
    const wire = this.#wire(record);
    if (wire.status !== "running") return { jobId, accepted: false, reason: `ALREADY_${wire.status.toUpperCase()}` };
    const stage = wire.stage ?? QUEUED;
    if (record.refusesCancelIn.includes(stage)) return { jobId, accepted: false, refusedStage: stage };
    this.#endAt(record, this.#clock.now() + record.cancelAfterMs, "canceled");
    return { jobId, accepted: true };
  }

  /** Ends a job now. @throws TypeError when there is no such job or it has ended: an end is for good. */
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

  /** What an HTTP answer says of a job; undefined when there is none. */
  answer(jobId: string): unknown {
    const record = this.#records.get(jobId);
    if (!record) return undefined;
    const wire = this.#wire(record);
    return record.patch ? record.patch(wire) : wire;
  }

  #wire({ timeline }: JobRecord): JobWire {
    return jobAt(timeline, this.#clock.now());
  }

  /** The first end counts: a job that is done before it hears the cancel has completed. */
  #endAt(record: JobRecord, atMs: number, outcome: JobOutcome): void {
    if (atMs >= record.timeline.end.atMs) return;
    record.timeline = { ...record.timeline, end: { atMs, outcome } };
    this.#events.touch();
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
