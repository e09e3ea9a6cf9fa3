import { isTerminal, jobOperation, leaseRequestOperation, lineRequestOperation, type AnyOperation } from "longrun";
import { expect, test } from "vitest";
import { parseOperation } from "../../../src/operations/value/parseOperation";

const STATUSES = ([jobOperation, leaseRequestOperation, lineRequestOperation] satisfies AnyOperation[]).flatMap(
  (operation: AnyOperation) =>
    Object.entries(operation.statuses).map(([status, outcome]) => ({
      name: operation.name,
      operation,
      status,
      ended: outcome !== null,
    })),
);

test.each(STATUSES)("$name $status: ended is $ended", ({ operation, status, ended }) => {
  expect(isTerminal(parseOperation(operation, { jobId: "1", requestId: "1", status }, null))).toBe(ended);
});

test("nothing, and a value that only looks ended, has not ended", () => {
  expect(isTerminal(null)).toBe(false);
  expect(isTerminal(undefined)).toBe(false);
  expect(isTerminal({ isTerminal: "yes" as unknown as boolean })).toBe(false);
});

test("the statuses are those of the providers' tables, the announced ones included", () => {
  const ended = (outcome: string | null): string[] =>
    STATUSES.filter(({ operation, status }) => operation.statuses[status] === outcome).map(
      ({ name, status }) => `${name} ${status}`,
    );
  expect(ended(null)).toEqual([
    "layers.job running",
    "layers.lease-request requested",
    "layers.lease-request in_review",
    "layers.lease-request provisioning",
    "tuco.line-request awaiting_payment",
    "tuco.line-request provisioning",
  ]);
  expect(ended("success")).toEqual([
    "layers.job completed",
    "layers.lease-request assigned",
    "tuco.line-request active",
  ]);
  expect(ended("partial")).toEqual(["layers.lease-request partial"]);
  expect(ended("failure")).toEqual([
    "layers.job failed",
    "layers.lease-request rejected",
    "layers.lease-request failed",
    "tuco.line-request failed",
  ]);
  expect(ended("canceled")).toEqual(["layers.job canceled", "tuco.line-request canceled"]);
});
