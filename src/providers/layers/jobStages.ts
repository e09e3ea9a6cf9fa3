import type { OperationValue } from "../../operations/OperationValue";

/**
 * The stages of each kind of job, in order, as Layers has frozen them.
 *
 * @see Layers, reference of `GET /v1/jobs/:jobId`, “Stages by kind”
 */
export const JOB_STAGES = {
  project_ingest_github: ["cloning", "analyzing", "generating_sdk_patch", "opening_pr", "finalizing"],
  content_generate: ["planning", "generating_visuals", "assembling", "finalizing"],
  content_regenerate: ["planning", "generating_visuals", "assembling", "finalizing"],
  content_clone_from_post: ["analyzing_source", "planning", "generating_visuals", "assembling", "finalizing"],
  influencer_create: ["generating_identity", "rendering_reference", "persisting"],
  appstore_ingest: ["scraping", "summarizing", "persisting"],
} as const;

/** The kinds of job that Layers documents; an answer may name another one. */
export type JobKind = keyof typeof JOB_STAGES;

/** Where one stage stands: behind the job, where it is or ended, or ahead of it. */
export type StageState = "done" | "current" | "upcoming" | "failed" | "canceled";

export interface JobStage {
  /** The provider's name of the stage, such as `generating_visuals`. */
  readonly stage: string;
  readonly state: StageState;
}

/** The stages of a kind, in order; none for a kind that is not known. */
export function stagesOfKind(kind: string): readonly string[] {
  return Object.hasOwn(JOB_STAGES, kind) ? JOB_STAGES[kind as JobKind] : [];
}

/**
 * The stages of a job with the state of each. A stage outside the kind's vocabulary (`queued`, or one that Layers adds
 * tomorrow) is put first, and all of an unknown kind's stages that can be told is the present one.
 *
 * @example
 * jobStages({ kind: "appstore_ingest", stage: "summarizing", outcome: null });
 * // [{ stage: "scraping", state: "done" }, { stage: "summarizing", state: "current" }, { stage: "persisting", state:
 * "upcoming" }]
 */
export function jobStages(
  job: Pick<OperationValue, "outcome" | "stage"> & { readonly kind?: string | undefined },
): JobStage[] {
  const known = stagesOfKind(job.kind ?? "");
  // An empty stage is none.
  const stages = !job.stage || known.includes(job.stage) ? known : [job.stage, ...known];
  const at = job.stage ? stages.indexOf(job.stage) : -1;
  return stages.map((stage, index) => ({ stage, state: stateAt(index, at, job.outcome) }));
}

function stateAt(index: number, at: number, outcome: OperationValue["outcome"]): StageState {
  if (outcome === "success" || index < at) return "done";
  if (index > at) return "upcoming";
  if (outcome === "failure") return "failed";
  if (outcome === "canceled") return "canceled";
  return outcome === null ? "current" : "done";
}
