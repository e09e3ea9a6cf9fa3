"use client";

export * from "./isomorphic";

export { JobStatusBadge } from "./components/job/JobStatusBadge";
export type { JobStatusBadgeProps } from "./components/job/JobStatusBadge";
export { LeaseStatusBadge } from "./components/lease/LeaseStatusBadge";
export type { LeaseStatusBadgeProps } from "./components/lease/LeaseStatusBadge";
export { LineStatusBadge } from "./components/line/LineStatusBadge";
export type { LineStatusBadgeProps } from "./components/line/LineStatusBadge";
export { JobProgress } from "./components/job/JobProgress";
export type { JobProgressProps } from "./components/job/JobProgress";
export { JobProgressActions, JobProgressCancel } from "./components/job/JobProgressActions";
export {
  JobProgressBar,
  JobProgressElapsed,
  JobProgressError,
  JobProgressFailure,
  JobProgressFooter,
  JobProgressHeader,
  JobProgressNotice,
  JobProgressRemaining,
  JobProgressStages,
  JobProgressStatus,
  JobProgressTitle,
  JobProgressTrack,
  JobProgressValue,
} from "./components/job/jobProgressParts";
export { JobProgressResult } from "./components/job/JobProgressResult";
export type { JobProgressResultProps, RenderResult } from "./components/job/JobProgressResult";
export { JobProgressRoot } from "./components/job/JobProgressRoot";
export type { JobProgressRootProps } from "./components/job/JobProgressRoot";
export type { JobSource } from "./components/job/JobSource";
export { JobStages } from "./components/job/JobStages";
export type { JobStagesProps } from "./components/job/JobStages";
export { LeaseRequestCard } from "./components/lease/LeaseRequestCard";
export type { LeaseRequestCardProps } from "./components/lease/LeaseRequestCard";
export {
  LeaseRequestCount,
  LeaseRequestDates,
  LeaseRequestError,
  LeaseRequestHeader,
  LeaseRequestHint,
  LeaseRequestMeter,
  LeaseRequestNote,
  LeaseRequestNotice,
  LeaseRequestStatus,
  LeaseRequestTitle,
} from "./components/lease/leaseRequestParts";
export { LeaseRequestRoot } from "./components/lease/LeaseRequestRoot";
export type { LeaseRequestSource } from "./components/lease/LeaseRequestSource";
export { LineRequestCard } from "./components/line/LineRequestCard";
export type { LineRequestCardProps } from "./components/line/LineRequestCard";
export {
  LineRequestActions,
  LineRequestCancel,
  LineRequestError,
  LineRequestGetLink,
  LineRequestHeader,
  LineRequestNext,
  LineRequestNotice,
  LineRequestPayLink,
  LineRequestStatus,
  LineRequestTitle,
} from "./components/line/lineRequestParts";
export { LineRequestRoot } from "./components/line/LineRequestRoot";
export type { LineRequestSource } from "./components/line/LineRequestSource";
export type { JobFilter, JobSort, JobSortKey } from "./components/table/arrangeRows";
export { JobTable } from "./components/table/JobTable";
export type { JobTableProps } from "./components/table/JobTable";
export { JobTableGrid } from "./components/table/JobTableGrid";
export {
  JobTableEmpty,
  JobTableFilters,
  JobTableHeader,
  JobTableNotice,
  JobTableSummary,
} from "./components/table/jobTableParts";
export { JobTableRoot } from "./components/table/JobTableRoot";
export type { JobTableRootProps } from "./components/table/JobTableRoot";

export type { IconName } from "./components/labels/IconName";
export type { IconOverride, IconOverrides, IconProps } from "./components/labels/IconOverrides";
export type { WireJson } from "./operations/WireJson";
export { LongrunProvider } from "./components/LongrunProvider";
export type { LongrunProviderProps } from "./components/LongrunProvider";
export type { Part, PartProps, PartState, PartTag, Phase, RenderedProps, RenderOverride } from "./components/part/Part";
export { useAction } from "./hooks/action/useAction";
export { useCancelJob } from "./hooks/action/useCancelJob";
export type { CancelJobResult } from "./hooks/action/useCancelJob";
export { useCreateLineRequest } from "./hooks/action/useCreateLineRequest";
export { useJob } from "./hooks/useJob";
export type { JobListItem } from "./hooks/list/listedJob";
export { useJobs } from "./hooks/list/useJobs";
export type { WatchJobsOptions } from "./hooks/list/useJobs";
export { useLeaseRequest } from "./hooks/useLeaseRequest";
export { useLineRequest } from "./hooks/useLineRequest";
export { useLineRequestAction } from "./hooks/action/useLineRequestAction";
export { useLongrunClient } from "./hooks/useLongrunClient";
export { useOperation } from "./hooks/useOperation";
export { useRequestLease } from "./hooks/action/useRequestLease";
export type { WatchOptions } from "./hooks/WatchOptions";
