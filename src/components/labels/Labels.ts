import type { JOB_STATUSES } from "../../providers/layers/job";
import type { JOB_STAGES, JobKind, StageState } from "../../providers/layers/jobStages";
import type { LEASE_REQUEST_STATUSES } from "../../providers/layers/leaseRequest";
import type { LINE_REQUEST_STATUSES } from "../../providers/tuco/lineRequest";

/**
 * A text whose form depends on a number: one form for each category that the language has, chosen by
 * `Intl.PluralRules`.
 */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }>;

/** Every status that the built-in operations know. */
export type StatusName =
  keyof typeof JOB_STATUSES | keyof typeof LEASE_REQUEST_STATUSES | keyof typeof LINE_REQUEST_STATUSES;

/** Every stage that a job's kind documents, and `queued`, where a job waits before its first. */
export type StageName = (typeof JOB_STAGES)[JobKind][number] | "queued";

/** Why a read failed, by the error's code; `other` for every code that is not here. */
export type ReadErrorName =
  | "NETWORK"
  | "TIMEOUT"
  | "RATE_LIMITED"
  | "SERVER_ERROR"
  | "INVALID_RESPONSE"
  | "INVALID_ID"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "FORBIDDEN_SCOPE"
  | "NOT_FOUND"
  | "READ_ONLY"
  | "other";

/** The sentences and words that belong to no wire name. `{name}` stands for a value put in. */
export interface TextLabels {
  readonly loading: string;
  /** Before there is a job to show. */
  readonly noJob: string;
  readonly noLeaseRequest: string;
  readonly noLineRequest: string;
  /** After the reason of a read that failed and is tried again by itself. */
  readonly tryingAgain: string;
  readonly tryAgain: string;
  readonly offline: string;
  readonly stalled: string;
  /** What a badge says when its status can't be read. */
  readonly unavailable: string;
  readonly cancel: string;
  readonly canceling: string;
  readonly cancelRefused: string;
  readonly cancelFailed: string;
  /** `{duration}` */
  readonly elapsed: string;
  /** `{duration}` */
  readonly finishedIn: string;
  /** `{duration}` */
  readonly stoppedAfter: string;
  /** `{duration}` */
  readonly timeLeft: string;
  /** What a progress bar says: `{percent}` and `{stage}`. */
  readonly progress: string;
  /** `{stage}` */
  readonly failedAt: string;
  /** When a job failed and says nothing more. */
  readonly failedWithoutMessage: string;
  /** A job whose kind is not told. */
  readonly job: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly errorCode: string;
  readonly copy: string;
  readonly copied: string;
  /** `{status}` and `{kind}`, said when a job ends. */
  readonly ended: string;
  readonly leaseRequest: string;
  /** `{assigned}` and `{count}` */
  readonly assignedOf: string;
  /** `{count}` */
  readonly assignedCount: PluralForms;
  readonly submitted: string;
  readonly assigned: string;
  readonly note: string;
  /** That people fulfil a lease request, and how long that takes. */
  readonly fulfilledByPeople: string;
  readonly lineRequest: string;
  readonly payInvoice: string;
  readonly getPaymentLink: string;
  readonly gettingPaymentLink: string;
  readonly cancelRequest: string;
  readonly actionFailed: string;
  readonly jobs: string;
  readonly noJobs: string;
  readonly noMatchingJobs: string;
  readonly clearFilters: string;
  readonly kind: string;
  readonly status: string;
  readonly progressColumn: string;
  readonly time: string;
  /** The choice that filters nothing out. */
  readonly all: string;
  /** `{done}` and `{count}` */
  readonly doneOf: PluralForms;
  /** `{count}` */
  readonly failedCount: PluralForms;
  /** `{count}` */
  readonly canceledCount: PluralForms;
  /** `{count}` */
  readonly selectedCount: PluralForms;
  readonly selectAll: string;
  /** `{job}` */
  readonly select: string;
}

/**
 * Every word that a component says, by wire name where there is one. A language is one object of this type; `german`,
 * `spanish`, `japanese` and `arabic` are such.
 */
export interface Labels {
  readonly status: Readonly<Record<StatusName, string>>;
  readonly stage: Readonly<Record<StageName, string>>;
  readonly kind: Readonly<Record<JobKind, string>>;
  /** Said to screen readers beside each stage. */
  readonly stageState: Readonly<Record<StageState, string>>;
  readonly error: Readonly<Record<ReadErrorName, string>>;
  /** What happens next with a line request, by its status. */
  readonly lineNext: Readonly<Record<keyof typeof LINE_REQUEST_STATUSES, string>>;
  readonly text: TextLabels;
}

/**
 * Labels to say instead of others: any of {@link Labels}, and any status, stage, kind or error code that a provider may
 * add.
 */
export type LabelOverrides = {
  readonly [Section in Exclude<keyof Labels, "text">]?: Readonly<Partial<Labels[Section]> & Record<string, string>>;
} & { readonly text?: Partial<TextLabels> };
