import { OperationError } from "longrun";
import { expect, test } from "vitest";

test("an error is an Error that says which operation it is about and whether asking again may help", () => {
  const cause = new Error("socket");
  const error = new OperationError({
    code: "NETWORK",
    operation: "layers.job",
    message: "layers.job: …",
    retryable: true,
    retryAfterMs: 5,
    requestId: "req_1",
    httpStatus: 503,
    details: { a: 1 },
    cause,
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: "OperationError",
    code: "NETWORK",
    operation: "layers.job",
    retryable: true,
    retryAfterMs: 5,
    requestId: "req_1",
    httpStatus: 503,
    details: { a: 1 },
    cause,
  });
  expect(String(error)).toBe("OperationError: layers.job: …");
});

test("an error that says nothing of it is final", () => {
  const error = new OperationError({ code: "NOT_FOUND", operation: "layers.job", message: "" });
  expect(error.retryable).toBe(false);
  expect("cause" in error).toBe(false);
});

test("a code of a provider's that longrun does not know is passed on", () => {
  expect(
    new OperationError({ code: "IDEMPOTENCY_CONFLICT", operation: "layers.lease-request", message: "" }).code,
  ).toBe("IDEMPOTENCY_CONFLICT");
});
