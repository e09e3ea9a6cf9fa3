// What of `src` the benchmarks need beyond the public package. One module, so that they all see one and the same copy.
export { createLongrunClient } from "../src/client/createLongrunClient";
export { waitFor } from "../src/client/waitFor";
export { jobOperation } from "../src/providers/layers/job";
export { adaptive } from "../src/polling/adaptive";
export { newPollHistory, pollStateOf, recordAnswer } from "../src/polling/PollHistory";
