"use client";

export * from "./isomorphic";

export { LongrunProvider } from "./components/LongrunProvider";
export type { LongrunProviderProps } from "./components/LongrunProvider";
export { useCancelJob } from "./hooks/useCancelJob";
export type { CancelJobResult } from "./hooks/useCancelJob";
export { useCreateLineRequest } from "./hooks/useCreateLineRequest";
export { useJob } from "./hooks/useJob";
export { useJobs } from "./hooks/useJobs";
export { useLeaseRequest } from "./hooks/useLeaseRequest";
export { useLineRequest } from "./hooks/useLineRequest";
export { useLineRequestAction } from "./hooks/useLineRequestAction";
export { useLongrunClient } from "./hooks/useLongrunClient";
export { useOperation } from "./hooks/useOperation";
export { useRequestLease } from "./hooks/useRequestLease";
export type { WatchOptions } from "./hooks/WatchOptions";
