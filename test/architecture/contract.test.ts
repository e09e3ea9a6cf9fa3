// The names that the package promises. Adding one is free; a change to this list breaks somebody's build.
import * as server from "longrun/server";
import * as testing from "longrun/testing";
import { expect, test } from "vitest";
import * as reactServer from "../../src/react-server";
import * as longrun from "longrun";

const CONTRACT = {
  hooks: [
    "useJob",
    "useLeaseRequest",
    "useLineRequest",
    "useJobs",
    "useOperation",
    "useCancelJob",
    "useRequestLease",
    "useCreateLineRequest",
    "useLineRequestAction",
    "useLongrunClient",
  ],
  options: ["jobOptions", "leaseRequestOptions", "lineRequestOptions", "operationOptions"],
  client: ["createLongrunClient", "LongrunProvider", "waitFor", "OperationError", "watchState", "nextPollAt"],
  operations: [
    "defineOperation",
    "jobOperation",
    "leaseRequestOperation",
    "lineRequestOperation",
    "isTerminal",
    "isStalled",
    "parseOperation",
    "jobStages",
    "JOB_STAGES",
  ],
  cadences: ["backoff", "fixed", "adaptive"],
  components: [
    "JobProgress",
    "JobStages",
    "JobStatusBadge",
    "JobTable",
    "LeaseRequestCard",
    "LeaseStatusBadge",
    "LineRequestCard",
    "LineStatusBadge",
  ],
} as const;

test.each(Object.entries(CONTRACT))("longrun exports its %s", (_part, names) => {
  for (const name of names) expect(longrun, name).toHaveProperty(name);
});

test("longrun/server exports the relay, webhooks and stores", () => {
  for (const name of ["createRelay", "toNodeListener", "verifyLayersWebhook", "memoryStore", "redisStore"])
    expect(server, name).toHaveProperty(name);
});

test("longrun/testing exports the simulator", () => {
  expect(testing).toHaveProperty("createSimulator");
});

test("server components find every name that browsers do", () => {
  expect(Object.keys(reactServer).sort()).toEqual(Object.keys(longrun).sort());
});
