import * as z from "zod/mini";
import { adaptive } from "../../polling/adaptive";
import { defineOperation } from "../../operations/defineOperation";
import type { Operation } from "../../operations/Operation";
import type { ValueOf } from "../../operations/ValueOf";
import type { JobKind } from "./jobStages";
import { mistakenIds } from "../../operations/mistakenIds";
import { isRecord } from "../../operations/isRecord";
import { recognizedBy } from "../../operations/value/operationOf";
import { lenient, lenientText } from "../../operations/lenient";

/** Why a job failed. The code is stable, `data` is stable for each code. */
export interface JobError {
  readonly code: string;
  /** For people to read. Untrusted text: show it, never render it as markup. */
  readonly message: string;
  readonly data?: unknown;
}

/** A job as Layers sends it. */
export interface JobWire {
  readonly jobId: string;
  /** One of {@link JobKind}, or a kind newer than this package. */
  readonly kind: string;
  readonly status: string;
  readonly stage?: string | null | undefined;
  readonly progress?: unknown;
  /** ISO 8601. */
  readonly startedAt?: string | null | undefined;
  /** ISO 8601; set once it has ended. */
  readonly finishedAt?: string | null | undefined;
  /** Set once it has completed; its shape depends on the kind, and is not validated. */
  readonly result?: unknown;
  /** Set once it has failed. */
  readonly error?: JobError | undefined;
}

/** The statuses of a job and the outcome each means. */
export const JOB_STATUSES = { running: null, completed: "success", failed: "failure", canceled: "canceled" } as const;

/**
 * How long each kind of job usually stays in one place, in ms; past it, a screen can say that it takes longer than
 * usual. Layers documents no durations: its own example of `content_generate` finishes in 3 min 36 s over four stages,
 * and these are set at about the length of such a whole job.
 */
export const JOB_STALLED_AFTER_MS: Readonly<Record<JobKind, number>> = {
  project_ingest_github: 300_000,
  content_generate: 240_000,
  content_regenerate: 240_000,
  content_clone_from_post: 240_000,
  influencer_create: 180_000,
  appstore_ingest: 120_000,
};

const UNKNOWN_KIND_STALLED_AFTER_MS = 240_000;

/** Unknown fields of an error stay, as everywhere. */
function readJobError(value: unknown): JobError | undefined {
  if (!isRecord(value)) return undefined;
  const { code, message } = value;
  return {
    ...value,
    code: typeof code === "string" ? code : "UNKNOWN",
    message: typeof message === "string" ? message : "",
  };
}

/**
 * A Layers job.
 *
 * @see Layers, reference of `GET /v1/jobs/:jobId`
 */
export const jobOperation: Operation<JobWire, typeof JOB_STATUSES, "/v1/jobs/:jobId"> = /* @__PURE__ */ (() =>
  // In a function marked pure, so that bundlers can drop it where nobody uses it: the calls of zod in it would hold it.
  recognizedBy(
    defineOperation({
      name: "layers.job",
      endpoint: "layers",
      path: "/v1/jobs/:jobId",
      schema: z.looseObject({
        jobId: z.string(),
        kind: lenient((kind) => (typeof kind === "string" ? kind : "unknown")),
        status: z.string(),
        stage: lenientText,
        progress: z.optional(z.unknown()),
        startedAt: lenientText,
        finishedAt: lenientText,
        result: z.optional(z.unknown()),
        error: lenient(readJobError),
      }),
      statuses: JOB_STATUSES,
      cadence: adaptive(),
      mistakenIds: mistakenIds({ jobId: "a job" }),
      stalledAfterMs: ({ kind }) =>
        Object.hasOwn(JOB_STALLED_AFTER_MS, kind)
          ? JOB_STALLED_AFTER_MS[kind as JobKind]
          : UNKNOWN_KIND_STALLED_AFTER_MS,
    }),
    (value) => "jobId" in value,
  ))();

/**
 * The result of each kind of job, as far as Layers documents it. Add others by declaration merging.
 *
 * @example
 * declare module "longrun" {
 *   interface JobResults { appstore_ingest: { appId: string } }
 * }
 */
export interface JobResults {
  content_generate: ContentResult;
}

export interface ContentResult {
  readonly contentContainerIds: readonly string[];
  readonly mediaAssets: readonly { readonly assetId: string; readonly kind: string; readonly durationMs?: number }[];
}

/**
 * A job as the hooks give it. With a kind, `result` is typed: a claim of yours about this job, which nobody checks at
 * run time.
 *
 * @example
 * const { data } = useJob<"content_generate">(jobId);
 * if (data?.status === "completed") data.result?.mediaAssets.length;
 */
export type Job<Kind extends string = string> = OfKind<ValueOf<typeof jobOperation>, Kind>;

// Distributes over the statuses, so that checking one still narrows `outcome` and `isTerminal`.
type OfKind<Value, Kind extends string> = Value extends unknown
  ? Omit<Value, "kind" | "result"> & {
      readonly kind: string extends Kind ? JobKind | (string & Record<never, never>) : Kind;
      readonly result?: Kind extends keyof JobResults ? JobResults[Kind] : unknown;
    }
  : never;
