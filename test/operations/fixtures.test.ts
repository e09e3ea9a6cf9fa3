import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { jobOperation } from "../../src/providers/layers/job";
import { leaseRequestOperation } from "../../src/providers/layers/leaseRequest";
import { lineRequestOperation } from "../../src/providers/tuco/lineRequest";
import { parseOperation } from "../../src/operations/value/parseOperation";
import { fixture } from "../fixtures/fixture";

const JOB = { jobId: "job_01HXA1NHKJZXPV8R7Q6WSM5BCD" };
const LEASE = { projectId: "prj_01HX9Y7K8M2P4RSTUV56789AB", requestId: "lreq_01HXZR7K8M2P4RSTUV56789AB" };
const LINE = { lineRequestId: "6a09279daa903300e2530b0f" };

const SAMPLES = {
  "job-running": [
    jobOperation,
    JOB,
    { status: "running", outcome: null, isTerminal: false, progress: 0.42, stage: "generating_visuals" },
  ],
  "job-completed": [
    jobOperation,
    JOB,
    { status: "completed", outcome: "success", isTerminal: true, progress: 1, stage: "finalizing" },
  ],
  "job-failed": [
    jobOperation,
    JOB,
    { status: "failed", outcome: "failure", isTerminal: true, progress: 0.42, stage: "generating_visuals" },
  ],
  "lease-requested": [
    leaseRequestOperation,
    LEASE,
    { status: "requested", outcome: null, isTerminal: false, progress: null },
  ],
  "lease-partial": [
    leaseRequestOperation,
    LEASE,
    { status: "partial", outcome: "partial", isTerminal: true, progress: null },
  ],
  "line-provisioning": [
    lineRequestOperation,
    LINE,
    { status: "provisioning", outcome: null, isTerminal: false, progress: null },
  ],
} as const;

const ERRORS = ["job-not-found", "line-invalid-id", "line-not-found", "line-unauthorized"];

test.each(Object.entries(SAMPLES))(
  "the documented sample %s is read, and nothing of it is lost",
  (name, [operation, params, expected]) => {
    const body = fixture(name) as object;
    expect(parseOperation(operation, body, params)).toEqual({ ...body, ...expected, rawStatus: expected.status });
  },
);

test.each(ERRORS)("the documented error %s is no operation", (name) => {
  for (const operation of [jobOperation, leaseRequestOperation, lineRequestOperation]) {
    expect(() => parseOperation(operation, fixture(name), null)).toThrow(
      expect.objectContaining({ code: "INVALID_RESPONSE" }),
    );
  }
});

test("no sample is left out", () => {
  const files = readdirSync(new URL("../fixtures/", import.meta.url)).filter((name) => name.endsWith(".json"));
  expect(files.sort()).toEqual([...Object.keys(SAMPLES), ...ERRORS].map((name) => `${name}.json`).sort());
});
