// The exports that need neither hooks nor components (labels are data). They run in browsers, on servers and in React
// Server Components alike.
export { createLongrunClient } from "./client/createLongrunClient";
export type { LongrunClient, LongrunClientOptions, ReadOptions } from "./client/LongrunClient";
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
export { jobOptions } from "./hooks/options/jobOptions";
export { leaseRequestOptions } from "./hooks/options/leaseRequestOptions";
export type { LeaseRequestParams } from "./hooks/options/leaseRequestOptions";
export { lineRequestOptions } from "./hooks/options/lineRequestOptions";
export { nextPollAt } from "./hooks/schedule/nextPollAt";
export type { OperationKey } from "./hooks/options/operationKey";
export { operationOptions } from "./hooks/options/operationOptions";
export type { OperationOptions } from "./hooks/options/operationOptions";
export { watchState } from "./hooks/schedule/watchState";
export type { WatchEnvironment, WatchResult, WatchState } from "./hooks/schedule/watchState";
export type { LeaseRequestInput, LineRequestInput } from "./providers/actions";
export { defineAction } from "./operations/defineAction";
export type { Action, ActionConfig, ActionInput, ActionParams } from "./operations/Operation";
export { defineOperation } from "./operations/defineOperation";
export type { Reading } from "./operations/Reading";
export type { AnyOperation, Operation, OperationConfig, ParamsOf } from "./operations/Operation";
export type { OperationValue } from "./operations/OperationValue";
export type { Outcome, StatusTable } from "./operations/Outcome";
export type { Schema } from "./operations/Schema";
export type { ValueOf } from "./operations/ValueOf";
export { isStalled } from "./operations/value/isStalled";
export { isTerminal } from "./operations/value/isTerminal";
export type { OperationFailure, ReadFields } from "./operations/Reading";
export { jobOperation } from "./providers/layers/job";
export type { ContentResult, Job, JobError, JobResults } from "./providers/layers/job";
export { JOB_STAGES, jobStages } from "./providers/layers/jobStages";
export type { JobKind, JobStage, StageState } from "./providers/layers/jobStages";
export { leaseRequestOperation } from "./providers/layers/leaseRequest";
export type { LeaseRequest } from "./providers/layers/leaseRequest";
export { lineRequestOperation } from "./providers/tuco/lineRequest";
export type { Line, LineRequest } from "./providers/tuco/lineRequest";
export type { LineRequestAnswer } from "./providers/tuco/lineRequestAnswer";
export { OperationError } from "./operations/error/OperationError";
export type { OperationErrorCode } from "./operations/error/OperationError";
export { parseOperation } from "./operations/value/parseOperation";
export { adaptive } from "./polling/adaptive";
export type { AdaptiveOptions } from "./polling/adaptive";
export { backoff } from "./polling/backoff";
export type { BackoffOptions } from "./polling/backoff";
export type { Cadence, PollState, ProgressSample } from "./polling/Cadence";
export { fixed } from "./polling/fixed";
export { jitter } from "./polling/jitter";
export { quickAfterFocus } from "./polling/quickAfterFocus";
