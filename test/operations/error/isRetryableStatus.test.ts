import { expect, test } from "vitest";
import { isRetryableStatus } from "../../../src/operations/error/isRetryableStatus";

test.each([0, 302, 408, 425, 429, 500, 502, 503, 504, 599])("an answer of %i may be another one later", (status) => {
  expect(isRetryableStatus(status)).toBe(true);
});

test.each([400, 401, 402, 403, 404, 409, 410, 413, 415, 418, 422, 499])("an answer of %i stays", (status) => {
  expect(isRetryableStatus(status)).toBe(false);
});
