// The parts of `src` that the benchmarks use beyond the public package. One module, so that all of them share one copy.
export { createLongrunClient } from "../src/client/createLongrunClient";
export { waitFor } from "../src/client/waitFor";
export { jobOperation } from "../src/providers/layers/job";
export { adaptive } from "../src/polling/adaptive";
export { newPollHistory, pollStateOf, recordAnswer } from "../src/polling/PollHistory";
