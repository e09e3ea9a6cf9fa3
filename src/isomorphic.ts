// All that needs neither hooks nor components (a language is data): it runs in browsers, on servers and in React Server
// Components alike.
export { createLongrunClient } from "./client/createLongrunClient";
export type { LongrunClient, LongrunClientOptions, ReadOptions } from "./client/createLongrunClient";
export type { Endpoint } from "./client/Endpoint";
export { waitFor } from "./client/waitFor";
export type { WaitForOptions } from "./client/waitFor";
export { arabic } from "./components/labels/arabic";
export { english } from "./components/labels/english";
export { german } from "./components/labels/german";
export { japanese } from "./components/labels/japanese";
export type {
  LabelOverrides,
  Labels,
  PluralForms,
  ReadErrorName,
  StageName,
  StatusName,
  TextLabels,
} from "./components/labels/Labels";
export { spanish } from "./components/labels/spanish";
export { jobOptions } from "./hooks/jobOptions";
export { leaseRequestOptions } from "./hooks/leaseRequestOptions";
export type { LeaseRequestParams } from "./hooks/leaseRequestOptions";
export { lineRequestOptions } from "./hooks/lineRequestOptions";
export { nextPollAt } from "./hooks/nextPollAt";
export type { OperationKey } from "./hooks/operationKey";
export { operationOptions } from "./hooks/operationOptions";
export type { OperationOptions } from "./hooks/operationOptions";
export { watchState } from "./hooks/watchState";
export type { WatchEnvironment, WatchResult, WatchState } from "./hooks/watchState";
export type { LeaseRequestInput, LineRequestInput } from "./operations/actions";
export { defineOperation } from "./operations/defineOperation";
export type {
  AnyOperation,
  Operation,
  OperationConfig,
  OperationValue,
  Outcome,
  ParamsOf,
  Reading,
  Schema,
  StatusTable,
  ValueOf,
} from "./operations/defineOperation";
export { isStalled } from "./operations/isStalled";
export { isTerminal } from "./operations/isTerminal";
export { jobOperation } from "./operations/job";
export type { ContentResult, Job, JobError, JobResults } from "./operations/job";
export { JOB_STAGES, jobStages } from "./operations/jobStages";
export type { JobKind, JobStage, StageState } from "./operations/jobStages";
export { leaseRequestOperation } from "./operations/leaseRequest";
export type { LeaseRequest } from "./operations/leaseRequest";
export { lineRequestOperation } from "./operations/lineRequest";
export type { Line, LineRequest } from "./operations/lineRequest";
export type { LineRequestAnswer } from "./operations/lineRequestAnswer";
export { OperationError } from "./operations/OperationError";
export type { OperationErrorCode } from "./operations/OperationError";
export { parseOperation } from "./operations/parseOperation";
export { adaptive } from "./polling/adaptive";
export type { AdaptiveOptions } from "./polling/adaptive";
export { backoff } from "./polling/backoff";
export type { BackoffOptions } from "./polling/backoff";
export type { Cadence, PollState, ProgressSample } from "./polling/Cadence";
export { fixed } from "./polling/fixed";
export { jitter } from "./polling/jitter";
export { quickAfterFocus } from "./polling/quickAfterFocus";
