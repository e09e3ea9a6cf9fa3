import { JOB_STATUSES, type JobError, type JobWire } from "../../providers/layers/job";
import type { JobKind } from "../../providers/layers/jobStages";
import { assertDuration } from "../world/assertDuration";
import { assertOneOf } from "../world/assertOneOf";
import type { Patch } from "../world/Patch";
import type { SimulatedIds } from "../world/SimulatedIds";
import { terminalStatuses } from "../world/TerminalStatus";
import { JOB_KINDS, usualDurationMs, usualError, usualResult } from "./jobKinds";
import type { JobOutcome, JobTimeline } from "./jobTimeline";
import { PROGRESS_SHAPES, type ProgressShape } from "./progressShape";

export interface StartJobOptions {
  readonly kind: JobKind;
  /** How the job ends, unless it is canceled or settled before. @default "completed" */
  readonly outcome?: JobOutcome | undefined;
  /**
   * From start to end, in ms; `Infinity` for a job that never ends by itself. @default the usual duration of its kind,
   * times `stopsAt` if it does not complete
   */
  readonly durationMs?: number | undefined;
  /** How much of `durationMs` the job is queued at first. @default 2 % of its duration, at most 2000 */
  readonly queuedMs?: number | undefined;
  /** @default "linear" */
  readonly progress?: ProgressShape | undefined;
  /** The share of its work, in [0, 1], at which a job that does not complete stops. @default 0.42 */
  readonly stopsAt?: number | undefined;
  /** The error of a job that fails. @default one that fits its kind */
  readonly error?: JobError | undefined;
  /** The result of a job that completes. @default one that fits its kind */
  readonly result?: unknown;
  /** How long ago the job was started, in ms. @default 0 */
  readonly startedAgoMs?: number | undefined;
  /** How long after a cancellation the job stops, in ms. @default 3000 */
  readonly cancelAfterMs?: number | undefined;
  /** Stages in which the job can't be canceled. @default ["opening_pr"] */
  readonly refusesCancelIn?: readonly string[] | undefined;
  /**
   * Changes the HTTP answers, for example to a status that no table lists: `(wire) => ({ ...wire, status: "paused" })`.
   * What the simulator's own methods return stays as it is.
   */
  readonly patch?: Patch<JobWire> | undefined;
}

const LONGEST_QUEUE_MS = 2_000;

/** The timeline of a job that is started at `nowMs`. @throws TypeError for an option that can't work. */
export function startedJob(options: StartJobOptions, ids: SimulatedIds, nowMs: number): JobTimeline {
  const { kind, outcome = "completed", progress = "linear", startedAgoMs = 0, stopsAt = 0.42 } = options;
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
  if (options.cancelAfterMs !== undefined) assertDuration("startJob({ cancelAfterMs })", options.cancelAfterMs);

  const jobId = ids.ulid("job");
  const startedAtMs = nowMs - startedAgoMs;
  const workEndsAtMs = startedAtMs + durationMs;
  return {
    jobId,
    kind,
    startedAtMs,
    queuedMs: Math.min(queuedMs, durationMs),
    workEndsAtMs,
    workDone,
    shape: progress,
    end: { atMs: workEndsAtMs, outcome },
    result: options.result === undefined ? usualResult(kind, jobId, ids) : options.result,
    error: options.error ?? usualError(kind),
  };
}
