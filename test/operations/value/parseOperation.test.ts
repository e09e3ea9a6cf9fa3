import * as z from "zod/mini";
import {
  defineOperation,
  jobOperation,
  leaseRequestOperation,
  lineRequestOperation,
  OperationError,
  type Schema,
} from "longrun";
import { describe, expect, test, vi } from "vitest";
import { clampProgress, parseOperation } from "../../../src/operations/value/parseOperation";
import { runningJob } from "../../fixtures/jobs";

const JOB = runningJob("job_1", { stage: "planning" });

function job(change: object = {}, etag?: string) {
  return parseOperation(jobOperation, { ...JOB, ...change }, { jobId: "job_1" }, etag);
}

function thrownBy(work: () => unknown): OperationError {
  try {
    work();
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("a status", () => {
  test.each([
    ["running", null, false],
    ["completed", "success", true],
    ["failed", "failure", true],
    ["canceled", "canceled", true],
  ])("%s means outcome %s", (status, outcome, isTerminal) => {
    expect(job({ status })).toMatchObject({ status, rawStatus: status, outcome, isTerminal });
  });

  test.each([
    "paused",
    "RUNNING",
    "",
    " running",
    "unknown",
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "valueOf",
  ])("%j of tomorrow is unknown, going on, and keeps its own name", (status) => {
    expect(job({ status })).toMatchObject({ status: "unknown", rawStatus: status, outcome: null, isTerminal: false });
  });

  test.each([undefined, null, 5, true, {}, ["running"]])("can't be %j", (status) => {
    expect(thrownBy(() => job({ status }))).toMatchObject({ code: "INVALID_RESPONSE", retryable: true });
  });
});

describe("progress", () => {
  test.each([
    [0, 0],
    [0.42, 0.42],
    [1, 1],
    [-1, 0],
    [42, 1],
    [Number.POSITIVE_INFINITY, 1],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.NaN, null],
    ["0.5", null],
    ["", null],
    [null, null],
    [undefined, null],
    [true, null],
    [[0.5], null],
    [{ valueOf: () => 0.5 }, null],
  ])("%j is read as %j", (sent, read) => {
    expect(clampProgress(sent)).toBe(read);
    expect(job({ progress: sent }).progress).toBe(read);
  });

  test("is null where there is none", () => {
    const { progress: _progress, ...rest } = JOB;
    expect(parseOperation(jobOperation, rest, null)).toMatchObject({ progress: null });
  });
});

describe("fields", () => {
  test("that nobody knows stay as they came", () => {
    expect(job({ region: "eu", nested: { deep: [1] } })).toMatchObject({ region: "eu", nested: { deep: [1] } });
  });

  test.each([
    ["kind", 5, "unknown"],
    ["stage", 5, undefined],
    ["startedAt", 1713468011, undefined],
    ["finishedAt", {}, undefined],
    ["error", "it broke", undefined],
    ["error", null, undefined],
    ["error", [], undefined],
  ])("%s of a wrong type (%j) are dropped and the rest is kept", (field, sent, read) => {
    expect(job({ [field]: sent, region: "eu" })).toEqual({
      ...JOB,
      region: "eu",
      rawStatus: "running",
      outcome: null,
      isTerminal: false,
      [field]: read,
    });
  });

  test("of an error that are missing are filled, so that a screen can read them", () => {
    expect(job({ status: "failed", error: { data: { flag: "violence" } } })).toMatchObject({
      error: { code: "UNKNOWN", message: "", data: { flag: "violence" } },
    });
  });

  test("of a lease request: ids that are no list of text become an empty list", () => {
    for (const assignedSocialAccountIds of [undefined, null, "sa_1", [1], {}]) {
      expect(
        parseOperation(
          leaseRequestOperation,
          { requestId: "lreq_1", status: "assigned", assignedSocialAccountIds },
          null,
        ).assignedSocialAccountIds,
      ).toEqual([]);
    }
  });

  test("of a line request: a line that is none is dropped", () => {
    for (const line of [null, "line", [], 5]) {
      expect(
        parseOperation(lineRequestOperation, { status: "active", line, paymentStatus: "paid" }, { lineRequestId: "1" }),
      ).toMatchObject({ line: undefined, paymentStatus: "paid" });
    }
  });

  test.each(["isTerminal", "outcome", "rawStatus"])("called %s like one of longrun's own decide nothing", (field) => {
    expect(job({ [field]: "success" })).toMatchObject({ isTerminal: false, outcome: null, rawStatus: "running" });
  });

  test("a stage of null stays null, so a screen can tell it from text", () => {
    expect(job({ stage: null })).toHaveProperty("stage", null);
  });

  test.each([[5], [{}], [true], [["a"]]])(
    "a stage of %j is dropped where the schema lets anything through",
    (stage) => {
      const operation = defineOperation({
        name: "a.b",
        endpoint: "a",
        path: "/:id",
        schema: z.looseObject({}),
        statuses: { done: "success" },
      });
      expect(parseOperation(operation, { status: "x", stage }, null)).not.toHaveProperty("stage");
    },
  );
});

describe("the ETag", () => {
  test("of the answer is kept", () => {
    expect(job({}, 'W/"7"')).toHaveProperty("etag", 'W/"7"');
  });

  test("is absent when the answer has none, whatever the body calls its fields", () => {
    for (const etag of ["body", 5, {}]) expect(job({ etag })).not.toHaveProperty("etag");
  });

  test.each(["", `"${"x".repeat(300)}"`, '"a\r\nx-key: 1"', '"é"', '"a b"'])(
    "%j can't be sent back, so it is not kept",
    (etag) => {
      expect(job({}, etag)).not.toHaveProperty("etag");
    },
  );
});

describe("an answer that is no operation", () => {
  test.each([
    [null],
    [undefined],
    [""],
    ["<!doctype html><title>Sign in</title>"],
    [5],
    [true],
    [[]],
    [[JOB]],
    [{}],
    [{ error: "gone" }],
    [{ ...JOB, jobId: 5 }],
  ])("%j is INVALID_RESPONSE, which may heal", (body) => {
    expect(thrownBy(() => parseOperation(jobOperation, body, { jobId: "job_1" }))).toMatchObject({
      code: "INVALID_RESPONSE",
      operation: "layers.job",
      retryable: true,
    });
  });

  test("is one about another id than the one asked for", () => {
    const error = thrownBy(() => job({ jobId: "job_2" }));
    expect(error.code).toBe("INVALID_RESPONSE");
    expect(error.message).toContain("it is about another jobId");
    expect(error.message).not.toContain("job_2");
  });

  test("is one about another parent", () => {
    const body = { requestId: "lreq_1", projectId: "prj_2", status: "requested" };
    expect(
      thrownBy(() => parseOperation(leaseRequestOperation, body, { projectId: "prj_1", requestId: "lreq_1" })).message,
    ).toContain("another projectId");
    expect(
      parseOperation(leaseRequestOperation, { ...body, projectId: null }, { projectId: "prj_1", requestId: "lreq_1" })
        .status,
    ).toBe("requested");
  });

  test("is a line request about another line", () => {
    const body = { status: "active", line: { _id: "2" } };
    expect(thrownBy(() => parseOperation(lineRequestOperation, body, { lineRequestId: "1" })).message).toContain(
      "another lineRequestId",
    );
    expect(parseOperation(lineRequestOperation, { status: "active", line: {} }, { lineRequestId: "1" }).status).toBe(
      "active",
    );
  });

  test("is not one to a create, whose id nobody knows yet", () => {
    expect(parseOperation(jobOperation, JOB, null)).toMatchObject({ jobId: "job_1" });
  });

  test("says where it departs in its details, and never in its message, since a key of the answer may be in it", () => {
    const schema = z.looseObject({ parts: z.record(z.string(), z.number()) });
    const operation = defineOperation({
      name: "a.b",
      endpoint: "a",
      path: "/:id",
      schema,
      statuses: { done: "success" },
    });
    const error = thrownBy(() => parseOperation(operation, { parts: { sk_secret: "x" } }, null));
    expect(error.details).toEqual({ path: "parts.sk_secret" });
    expect(error.message).not.toContain("sk_secret");
  });
});

describe("__proto__ in a body", () => {
  const BODY = `{"status":"awaiting_payment","line":{"__proto__":{"admin":true}},"__proto__":{"paymentUrl":"javascript:alert(1)","isTerminal":true}}`;

  test("changes no object, neither the value nor all others", () => {
    const value = parseOperation(lineRequestOperation, JSON.parse(BODY), { lineRequestId: "1" });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyNames(value)).not.toContain("__proto__");
    expect(value.paymentUrl).toBeUndefined();
    expect({}).not.toHaveProperty("admin");
  });

  test("does not pass through a schema that lets everything through either, so copies of the value are clean", () => {
    const operation = defineOperation({
      name: "a.b",
      endpoint: "a",
      path: "/:id",
      schema: anything(),
      statuses: { done: "success" },
    });
    const value = parseOperation(operation, JSON.parse(BODY), { id: "1" });
    const copy: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(value)) copy[key] = field;
    expect(copy["paymentUrl"]).toBeUndefined();
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });
});

describe("read()", () => {
  const base = {
    name: "acme.render",
    endpoint: "acme",
    path: "/v1/renders/:renderId",
    statuses: { rendering: null, done: "success" },
  } as const;
  const schema = z.looseObject({ renderId: z.string(), state: z.string(), percent: z.optional(z.number()) });

  test("says where status, progress and stage are; the wire's fields stay as they are called", () => {
    const operation = defineOperation({
      ...base,
      schema,
      read: (wire) => ({ status: wire.state, progress: (wire.percent ?? 0) / 100, stage: "pass 1" }),
    });
    expect(parseOperation(operation, { renderId: "r", state: "done", percent: 50 }, { renderId: "r" })).toEqual({
      renderId: "r",
      state: "done",
      percent: 50,
      status: "done",
      rawStatus: "done",
      outcome: "success",
      isTerminal: true,
      progress: 0.5,
      stage: "pass 1",
    });
  });

  test("takes the place of the wire's fields of the same names", () => {
    const operation = defineOperation({ ...base, schema, read: (wire) => ({ status: wire.state }) });
    const value = parseOperation(
      operation,
      { renderId: "r", state: "rendering", status: 200, progress: 0.9, stage: { x: 1 } },
      null,
    );
    expect(value).toMatchObject({ status: "rendering", progress: null });
    expect(value).not.toHaveProperty("stage");
  });

  test("that says no ids is checked by the fields called like the parameters", () => {
    const operation = defineOperation({ ...base, schema, read: (wire) => ({ status: wire.state }) });
    expect(
      thrownBy(() => parseOperation(operation, { renderId: "other", state: "done" }, { renderId: "r" })).code,
    ).toBe("INVALID_RESPONSE");
  });

  test("can say that the answer is about another id, in numbers as well", () => {
    const operation = defineOperation({
      ...base,
      schema,
      read: (wire) => ({ status: wire.state, params: { renderId: wire.percent } }),
    });
    expect(parseOperation(operation, { renderId: "x", state: "done", percent: 7 }, { renderId: "7" }).status).toBe(
      "done",
    );
    expect(
      thrownBy(() => parseOperation(operation, { renderId: "x", state: "done", percent: 8 }, { renderId: "7" })).code,
    ).toBe("INVALID_RESPONSE");
  });

  test("that throws makes the answer invalid, with the reason as its cause alone", () => {
    const cause = new Error("secret body");
    const operation = defineOperation({
      ...base,
      schema,
      read: () => {
        throw cause;
      },
    });
    const error = thrownBy(() => parseOperation(operation, { renderId: "r", state: "done" }, null));
    expect(error).toMatchObject({ code: "INVALID_RESPONSE", retryable: true, cause });
    expect(error.message).not.toContain("secret");
  });

  test.each([undefined, null, 5, "done"])("that gives %j makes the answer invalid", (reading) => {
    // What a definition in JavaScript may do.
    const operation = defineOperation({ ...base, schema, read: () => reading as never });
    expect(thrownBy(() => parseOperation(operation, { renderId: "r", state: "done" }, null)).code).toBe(
      "INVALID_RESPONSE",
    );
  });
});

describe("a schema", () => {
  const base = {
    name: "acme.render",
    endpoint: "acme",
    path: "/v1/renders/:renderId",
    statuses: { done: "success" },
  } as const;

  test("may be of any library that speaks Standard Schema", () => {
    expect(
      parseOperation(defineOperation({ ...base, schema: anything() }), { status: "done", x: 1 }, null),
    ).toMatchObject({ status: "done", x: 1 });
  });

  test.each([[null], ["text"], [[1]]])("that lets %j through still gives no operation", (body) => {
    expect(
      thrownBy(() => parseOperation(defineOperation({ ...base, schema: anything() }), body, null)).message,
    ).toContain("it is not an object");
  });

  test("that throws makes the answer invalid", () => {
    const cause = new Error("secret body");
    const schema: Schema<unknown> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => {
          throw cause;
        },
      },
    };
    const error = thrownBy(() => parseOperation(defineOperation({ ...base, schema }), {}, null));
    expect(error).toMatchObject({ code: "INVALID_RESPONSE", cause });
    expect(error.message).not.toContain("secret");
  });

  test("that validates asynchronously is a mistake in the definition, and its promise is nobody's unhandled rejection", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const schema: Schema<unknown> = {
      "~standard": { version: 1, vendor: "test", validate: () => Promise.reject(new Error("late")) },
    };
    expect(() => parseOperation(defineOperation({ ...base, schema }), {}, null)).toThrow(
      /acme\.render: its schema validates asynchronously/,
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("that validates asynchronously with zod is told the same", () => {
    const schema = z.looseObject({ status: z.string() }).check(z.refine(async () => true));
    expect(() => parseOperation(defineOperation({ ...base, schema }), { status: "done" }, null)).toThrow(TypeError);
  });
});

function anything(): Schema<Record<string, unknown>> {
  // A schema that checks nothing gives what came, of whatever type.
  return {
    "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as Record<string, unknown> }) },
  };
}

describe("what a read may tell", () => {
  const render = defineOperation({
    name: "acme.render",
    endpoint: "acme",
    path: "/v1/renders/:renderId",
    schema: z.looseObject({ state: z.string() }),
    statuses: { rendering: null, done: "success", error: "failure" },
    read: (wire) => ({
      ...(wire["told"] as object),
      status: wire.state,
    }),
  });
  const told = (fields: object): unknown => parseOperation(render, { state: "rendering", told: fields });

  test.each([-1, -0.01, 1.5, 42, Number.POSITIVE_INFINITY])("progress %j is not known", (progress) => {
    expect(told({ progress })).toMatchObject({ progress: null });
  });

  test("progress that was rounded past its end is the end", () => {
    expect(told({ progress: 1.0000001 })).toMatchObject({ progress: 1 });
  });

  test("stands on the value under the same names", () => {
    const all = {
      failure: { code: "gpu_oom", message: "Out of memory" },
      message: "Step 3 of 9",
      startedAt: "2026-11-25T00:00:00Z",
      finishedAt: "2026-11-25T00:01:00Z",
      queuePosition: 0,
      links: { result: "https://cdn.acme.example/r_1.mp4" },
    };
    expect(told(all)).toMatchObject(all);
  });

  test("is left out where it has another shape", () => {
    const value = told({
      failure: "gpu_oom",
      message: 5,
      startedAt: {},
      finishedAt: 7,
      queuePosition: -1,
      links: [],
    });
    for (const name of ["failure", "startedAt", "finishedAt", "queuePosition", "links"])
      expect(value).not.toHaveProperty(name);
  });

  test("codes may be numbers, and a failure without a code has one all the same", () => {
    expect(told({ failure: { code: 8 } })).toMatchObject({ failure: { code: "8", message: "" } });
    expect(told({ failure: { message: "x" } })).toMatchObject({ failure: { code: "UNKNOWN", message: "x" } });
  });

  test("only https links are kept, and none becomes a prototype", () => {
    const links = JSON.parse(
      '{"a":"https://a.example/b","b":"javascript:alert(1)","c":"http://a.example","d":"https://u:p@a.example/","__proto__":{"x":1}}',
    ) as object;
    const value = told({ links }) as { links: object };
    expect(value.links).toEqual({ a: "https://a.example/b" });
    expect(Object.getPrototypeOf(value.links)).toBe(Object.prototype);
  });
});
