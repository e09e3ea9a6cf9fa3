// The parts of `src` that the soak runs, and the classes whose objects it counts. One module, so that all share one
// copy.
export { createLongrunClient } from "../../src/client/createLongrunClient";
export { PushStream } from "../../src/client/push/PushStream";
export { JobProgress } from "../../src/components/job/JobProgress";
export { LongrunProvider } from "../../src/components/LongrunProvider";
export { QueryGroup } from "../../src/hooks/list/QueryGroup";
export { useJobs } from "../../src/hooks/list/useJobs";
export { fixed } from "../../src/polling/fixed";
export { createRelay } from "../../src/server/createRelay";
export { Subscriber } from "../../src/server/push/Subscriber";
export { CacheEntry } from "../../src/server/cache/entry/CacheEntry";
export { createSimulator } from "../../src/testing/createSimulator";
