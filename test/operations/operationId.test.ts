import { jobOperation, leaseRequestOperation } from "longrun";
import { expect, test } from "vitest";
import { operationAddress, operationId } from "../../src/operations/operationId";

const LEASE = { projectId: "prj_1", requestId: "lreq_1" };

test("an operation is told from others by its definition and its ids, whatever else stands in its params", () => {
  expect(operationId(jobOperation, { jobId: "job_1" })).toBe("layers.job job_1");
  expect(operationId(leaseRequestOperation, { ...LEASE, other: "1" })).toBe("layers.lease-request prj_1 lreq_1");
});

test("ids that are missing or none still give one", () => {
  expect(operationId(leaseRequestOperation, { requestId: "../x" })).toBe("layers.lease-request  ../x");
});

test("the relay has it at its endpoint and path", () => {
  expect(operationAddress(leaseRequestOperation, LEASE)).toBe(
    "layers/v1/projects/prj_1/leased-accounts/requests/lreq_1",
  );
  expect(() => operationAddress(jobOperation, { jobId: "../x" })).toThrow(
    expect.objectContaining({ code: "INVALID_ID" }),
  );
});
