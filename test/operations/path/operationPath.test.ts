import { inspect } from "node:util";
import { jobOperation, leaseRequestOperation, OperationError } from "longrun";
import { describe, expect, test } from "vitest";
import { isValidId } from "../../../src/operations/path/isValidId";
import { matchPath } from "../../../src/operations/path/matchPath";
import { buildPath, paramNames } from "../../../src/operations/path/operationPath";

const HOSTILE: readonly unknown[] = [
  "",
  " ",
  ".",
  "..",
  "../whoami",
  "..%2fwhoami",
  "%2e%2e",
  "%2e%2e%2fwhoami",
  "a/b",
  "a\\b",
  "/",
  "a?b=1",
  "a#b",
  "a;b",
  "a:b",
  "a@b",
  "a.b",
  "job_\0",
  "job_1\r\nX-Key: 1",
  "job_1\n",
  "\njob_1",
  "job_1 ",
  "j".repeat(129),
  "j".repeat(5_120),
  "jöb",
  "作业",
  "ｊｏｂ",
  "job\u200b",
  "\u202ejob",
  "😀",
  0,
  1,
  1n,
  Number.NaN,
  true,
  null,
  undefined,
  [],
  ["job_1"],
  {},
  { toString: () => "job_1" },
  Symbol("job_1"),
  () => "job_1",
  new String("job_1"),
];

/** Fit for an id by their letters, and trouble for whoever looks them up in an object. */
const PROTOTYPE_WORDS = ["__proto__", "constructor", "toString", "hasOwnProperty"];

describe("an id", () => {
  test.each([
    "a",
    "0",
    "_",
    "-",
    "job_01HXA1NHKJZXPV8R7Q6WSM5BCD",
    "6a09279daa903300e2530b0f",
    "0b5e7a3e-6a5b-4d53-9f3c-8f3a1f6f2f11",
    "j".repeat(128),
    ...PROTOTYPE_WORDS,
  ])("may be %s", (id) => {
    expect(isValidId(id)).toBe(true);
    expect(buildPath("layers.job", jobOperation.path, { jobId: id })).toBe(`/v1/jobs/${id}`);
  });

  test.each(HOSTILE.map((id) => [inspect(id), id]))("may not be %s", (_name, id) => {
    expect(isValidId(id)).toBe(false);
    expect(() => buildPath("layers.job", jobOperation.path, { jobId: id })).toThrow(OperationError);
  });

  test.each(HOSTILE.filter((id): id is string => typeof id === "string").map((id) => [id]))(
    "in a URL may not be %j",
    (id) => {
      expect(matchPath(jobOperation.path, `/v1/jobs/${id}`)).toBeNull();
    },
  );
});

describe("a path that can't be built", () => {
  function errorFor(params: unknown): unknown {
    try {
      // As JavaScript passes it.
      return buildPath("layers.lease-request", leaseRequestOperation.path, params as Record<string, unknown>);
    } catch (error) {
      return error;
    }
  }

  test("names the parameter, says that nothing was sent and can't be retried", () => {
    const error = errorFor({ projectId: "prj_1", requestId: "../whoami?token=secret" });
    expect(error).toMatchObject({
      code: "INVALID_ID",
      operation: "layers.lease-request",
      retryable: false,
      details: { param: "requestId" },
    });
    expect(String(error)).toMatch(/layers\.lease-request: requestId is not a valid id.*Nothing was sent/);
    expect(String(error)).not.toContain("whoami");
  });

  test.each([" lreq_1", "lreq_1 ", "lreq_1\n", "\u00a0lreq_1"])("tells of the white space around %j", (requestId) => {
    expect(String(errorFor({ projectId: "prj_1", requestId }))).toContain(
      "It has white space before or after it: trim it. Nothing was sent.",
    );
    expect(String(errorFor({ projectId: "prj_1", requestId: "lreq 1" }))).not.toContain("trim it");
  });

  test.each([
    null,
    undefined,
    "prj_1",
    {},
    { projectId: "prj_1" },
    Object.create({ projectId: "prj_1", requestId: "lreq_1" }),
  ])("has no ids of its own in %j", (params) => {
    expect(errorFor(params)).toMatchObject({ code: "INVALID_ID" });
  });
});

test("a template's parameters are named in order", () => {
  expect(paramNames(leaseRequestOperation.path)).toEqual(["projectId", "requestId"]);
  expect(paramNames("/api/line-requests")).toEqual([]);
});

describe("matching a URL's path", () => {
  test("undoes building it", () => {
    const params = { projectId: "prj_1", requestId: "lreq_1" };
    expect(matchPath(leaseRequestOperation.path, buildPath("x", leaseRequestOperation.path, params))).toEqual(params);
  });

  test.each([
    "",
    "/",
    "/v1/jobs",
    "/v1/jobs/",
    "/v1/jobs/job_1/",
    "//v1/jobs/job_1",
    "/v1//jobs/job_1",
    "/V1/jobs/job_1",
    "/v1/Jobs/job_1",
    "v1/jobs/job_1",
    "/v1/jobs/job_1/cancel",
    "/v1/jobs/%6aob_1",
    "/x/v1/jobs/job_1",
  ])("%j is no instance of the template", (path) => {
    expect(matchPath("/v1/jobs/:jobId", path)).toBeNull();
  });

  test("an id named like a member of every object stays an id", () => {
    expect(matchPath("/v1/jobs/:jobId", "/v1/jobs/__proto__")).toEqual({ jobId: "__proto__" });
  });
});
