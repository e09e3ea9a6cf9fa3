import { JOB_STALLED_AFTER_MS, type JobError } from "../../providers/layers/job";
import { JOB_STAGES, type JobKind } from "../../providers/layers/jobStages";
import type { SimulatedIds } from "../world/SimulatedIds";

export const JOB_KINDS = Object.keys(JOB_STAGES) as readonly JobKind[];

/**
 * How a job's time divides over its kind's stages, in order. The providers don't document this: the weights are
 * guesses.
 */
const STAGE_WEIGHTS: { readonly [Kind in JobKind]: Weights<(typeof JOB_STAGES)[Kind]> } = {
  project_ingest_github: [2, 5, 8, 2, 1],
  content_generate: [3, 11, 4, 2],
  content_regenerate: [2, 11, 4, 2],
  content_clone_from_post: [4, 3, 11, 4, 2],
  influencer_create: [4, 8, 1],
  appstore_ingest: [4, 5, 1],
};

/** As many numbers as there are stages. */
type Weights<Stages extends readonly string[]> = { readonly [Index in keyof Stages]: number };

/** The stages in which a job can't be canceled, since their work can't be undone. */
export const STAGES_THAT_REFUSE_CANCEL: readonly string[] = [
  "opening_pr" satisfies (typeof JOB_STAGES)[JobKind][number],
];

/** The first stage of every job; no kind lists it. */
export const QUEUED = "queued";

/**
 * The default duration of a job that completes, in ms: a little less than the time after which it counts as stalled.
 */
export function usualDurationMs(kind: JobKind): number {
  return JOB_STALLED_AFTER_MS[kind] * 0.9;
}

/** The stage of a job of this kind when `share` of its work is done, in [0, 1]. */
export function stageAt(kind: JobKind, share: number): string {
  const stages = JOB_STAGES[kind];
  const weights: readonly number[] = STAGE_WEIGHTS[kind];
  let left = share * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, stage] of stages.entries()) {
    left -= weights[index] ?? 0;
    if (left < 0) return stage;
  }
  return lastStage(kind);
}

export function lastStage(kind: JobKind): string {
  return JOB_STAGES[kind].at(-1) ?? QUEUED;
}

/** The default result of a completed job: as documented for `content_generate`, and similar for the other kinds. */
export function usualResult(kind: JobKind, jobId: string, ids: SimulatedIds): unknown {
  switch (kind) {
    case "project_ingest_github":
      return { projectId: ids.ulidOf("prj", jobId), pullRequestUrl: "https://github.com/example/app/pull/42" };
    case "influencer_create":
      return { influencerId: ids.ulidOf("inf", jobId), referenceAssetId: ids.ulidOf("asset", jobId) };
    case "appstore_ingest":
      return { projectId: ids.ulidOf("prj", jobId) };
    default:
      return {
        contentContainerIds: [ids.ulidOf("cnt", jobId)],
        mediaAssets: [{ assetId: ids.ulidOf("asset", jobId), kind: "video", durationMs: 14_800 }],
      };
  }
}

/** The default error of a failed job: the documented sample, or one of our own for kinds that generate nothing. */
export function usualError(kind: JobKind): JobError {
  if (kind === "project_ingest_github" || kind === "appstore_ingest") {
    return { code: "SOURCE_UNREACHABLE", message: "The source could not be read.", data: { retryAfterMs: null } };
  }
  return {
    code: "MODERATION_BLOCKED",
    message: "Safety check rejected the generated caption.",
    data: { flag: "violence", retryAfterMs: null },
  };
}
