// What of `src` the soak runs, and the classes whose objects it counts. One module, so that all of it is one and the
// same copy.
export { createLongrunClient } from "../../src/client/createLongrunClient";
export { PushStream } from "../../src/client/PushStream";
export { JobProgress } from "../../src/components/job/JobProgress";
export { LongrunProvider } from "../../src/components/LongrunProvider";
export { QueryGroup } from "../../src/hooks/QueryGroup";
export { useJobs } from "../../src/hooks/useJobs";
export { fixed } from "../../src/polling/fixed";
export { createRelay } from "../../src/server/createRelay";
export { PushedStream } from "../../src/server/PushedStream";
export { WatchedOperation } from "../../src/server/WatchedOperation";
export { createSimulator } from "../../src/testing/createSimulator";
