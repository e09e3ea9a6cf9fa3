// What `longrun` is to React Server Components: what runs on a server can be called there (to prefetch, to wait, to define operations), and
// hooks and components are references into the client's bundle, which begins at the "use client" of index.js.
export * from "./isomorphic";

export { LongrunProvider, useCancelJob, useCreateLineRequest, useJob, useJobs, useLeaseRequest, useLineRequest, useLineRequestAction, useLongrunClient, useOperation, useRequestLease } from "./index.js";
