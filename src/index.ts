"use client";

export { createLongrunClient } from "./client/createLongrunClient";
export type { ActOptions, LongrunClient, LongrunClientOptions, ReadOptions } from "./client/createLongrunClient";
export type { Endpoint } from "./client/Endpoint";
export { waitFor } from "./client/waitFor";
export type { WaitForOptions } from "./client/waitFor";

export { LongrunProvider } from "./components/LongrunProvider";
export type { LongrunProviderProps } from "./components/LongrunProvider";

export { nextPollAt } from "./hooks/nextPollAt";
export type { OperationKey } from "./hooks/operationKey";
export { operationOptions } from "./hooks/operationOptions";
export type { OperationOptions } from "./hooks/operationOptions";
export { useCancelJob } from "./hooks/useCancelJob";
export type { CancelJobResult } from "./hooks/useCancelJob";
export { useCreateLineRequest } from "./hooks/useCreateLineRequest";
export { jobOptions, useJob } from "./hooks/useJob";
export { useJobs } from "./hooks/useJobs";
export { leaseRequestOptions, useLeaseRequest } from "./hooks/useLeaseRequest";
export type { LeaseRequestParams } from "./hooks/useLeaseRequest";
export { lineRequestOptions, useLineRequest } from "./hooks/useLineRequest";
export { useLineRequestAction } from "./hooks/useLineRequestAction";
export { useLongrunClient } from "./hooks/useLongrunClient";
export { useOperation } from "./hooks/useOperation";
export { useRequestLease } from "./hooks/useRequestLease";
export type { WatchOptions } from "./hooks/WatchOptions";
export { watchState } from "./hooks/watchState";
export type { WatchEnvironment, WatchResult, WatchState } from "./hooks/watchState";

export type { LeaseRequestInput, LineRequestInput } from "./operations/actions";
export { defineOperation } from "./operations/defineOperation";
export type { AnyOperation, Operation, OperationConfig, OperationValue, Outcome, ParamsOf, Reading, Schema, StatusTable, ValueOf } from "./operations/defineOperation";
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

export { backoff } from "./polling/backoff";
export type { BackoffOptions } from "./polling/backoff";
export type { Cadence, PollState, ProgressSample } from "./polling/Cadence";
export { fixed } from "./polling/fixed";
export { jitter } from "./polling/jitter";
export { quickAfterFocus } from "./polling/quickAfterFocus";
