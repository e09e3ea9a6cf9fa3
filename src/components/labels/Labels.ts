import type { JOB_STATUSES } from "../../providers/layers/job";
import type { JOB_STAGES, JobKind, StageState } from "../../providers/layers/jobStages";
import type { LEASE_REQUEST_STATUSES } from "../../providers/layers/leaseRequest";
import type { LINE_REQUEST_STATUSES } from "../../providers/tuco/lineRequest";

/**
 * A text whose form depends on a number: one form for each plural category of the language, chosen by
 * `Intl.PluralRules`.
 */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }>;

/** Every status that the built-in operations know. */
export type StatusName =
  keyof typeof JOB_STATUSES | keyof typeof LEASE_REQUEST_STATUSES | keyof typeof LINE_REQUEST_STATUSES;

/** Every documented stage of every kind of job, and `queued`, which comes before the first. */
export type StageName = (typeof JOB_STAGES)[JobKind][number] | "queued";

/** The reasons of a failed read, by error code; `other` for any code not listed. */
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

/** The sentences and words that belong to no wire name. `{name}` is replaced by a value. */
export interface TextLabels {
  readonly loading: string;
  /** Shown while there is no job. */
  readonly noJob: string;
  readonly noLeaseRequest: string;
  readonly noLineRequest: string;
  /** Follows the reason of a failed read that is retried automatically. */
  readonly tryingAgain: string;
  readonly tryAgain: string;
  readonly offline: string;
  readonly stalled: string;
  /** The text of a badge whose status can't be read. */
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
  /** The value of a progress bar: `{percent}` and `{stage}`. */
  readonly progress: string;
  /** `{stage}` */
  readonly failedAt: string;
  /** The reason shown for a failed job without a message. */
  readonly failedWithoutMessage: string;
  /** The title of a job without a kind. */
  readonly job: string;
  readonly jobId: string;
  readonly requestId: string;
  readonly errorCode: string;
  readonly copy: string;
  readonly copied: string;
  /** `{status}` and `{kind}`; announced when a job ends. */
  readonly ended: string;
  readonly leaseRequest: string;
  /** `{assigned}` and `{count}` */
  readonly assignedOf: string;
  /** `{count}` */
  readonly assignedCount: PluralForms;
  readonly submitted: string;
  readonly assigned: string;
  readonly note: string;
  /** Says that people fulfil a lease request, and how long that takes. */
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
  /** The filter choice that shows all. */
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
 * Every text that components show, by wire name where there is one. A language is one object of this type, such as
 * `german`, `spanish`, `japanese` and `arabic`.
 */
export interface Labels {
  readonly status: Readonly<Record<StatusName, string>>;
  readonly stage: Readonly<Record<StageName, string>>;
  readonly kind: Readonly<Record<JobKind, string>>;
  /** Read by screen readers beside each stage. */
  readonly stageState: Readonly<Record<StageState, string>>;
  readonly error: Readonly<Record<ReadErrorName, string>>;
  /** The next step of a line request, by its status. */
  readonly lineNext: Readonly<Record<keyof typeof LINE_REQUEST_STATUSES, string>>;
  readonly text: TextLabels;
}

/**
 * Labels over the present ones: any of {@link Labels}, and any status, stage, kind or error code that a provider may
 * add.
 */
export type LabelOverrides = {
  readonly [Section in Exclude<keyof Labels, "text">]?: Readonly<Partial<Labels[Section]> & Record<string, string>>;
} & { readonly text?: Partial<TextLabels> };
