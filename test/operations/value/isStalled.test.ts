import {
  defineOperation,
  fixed,
  isStalled,
  jobOperation,
  leaseRequestOperation,
  lineRequestOperation,
  type AnyOperation,
  type OperationValue,
} from "longrun";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { recordChange } from "../../../src/operations/value/isStalled";
import { JOB_STALLED_AFTER_MS } from "../../../src/providers/layers/job";
import { parseOperation } from "../../../src/operations/value/parseOperation";
import { runningJob } from "../../fixtures/jobs";

const START = "2026-04-18T19:20:00Z";
const START_MS = Date.parse(START);
const MINUTE_MS = 60_000;

function job(change: object = {}): OperationValue {
  return parseOperation(jobOperation, runningJob("job_1", { startedAt: START, ...change }), null);
}

/** A value that was first seen at that time. */
function seen(operation: AnyOperation, value: OperationValue, atMs: number, previous?: OperationValue): OperationValue {
  recordChange(value, { atMs, operation }, previous);
  return value;
}

describe("a value that nobody watched is counted from its start", () => {
  test.each(Object.entries(JOB_STALLED_AFTER_MS))("a job of kind %s stalls after %i ms", (kind, afterMs) => {
    expect(isStalled(job({ kind }), START_MS + afterMs)).toBe(false);
    expect(isStalled(job({ kind }), START_MS + afterMs + 1)).toBe(true);
  });

  test.each(["tiktok_lease", "constructor", "__proto__"])(
    "a job of kind %s, which nobody knows, stalls after four minutes",
    (kind) => {
      expect(isStalled(job({ kind }), START_MS + 4 * MINUTE_MS)).toBe(false);
      expect(isStalled(job({ kind }), START_MS + 4 * MINUTE_MS + 1)).toBe(true);
    },
  );

  test("a lease request stalls after four days: people fulfil it, and a weekend may lie between", () => {
    const request = parseOperation(
      leaseRequestOperation,
      { requestId: "lreq_1", status: "requested", submittedAt: START },
      null,
    );
    expect(isStalled(request, START_MS + 4 * 1_440 * MINUTE_MS)).toBe(false);
    expect(isStalled(request, START_MS + 4 * 1_440 * MINUTE_MS + 1)).toBe(true);
  });

  test.each([{ startedAt: START }, { startedAt: START, requestId: "lreq_1" }, { submittedAt: START }])(
    "%j is of no operation that is known here, and stalls after two minutes",
    (own) => {
      const value = { isTerminal: false, ...own };
      expect(isStalled(value, START_MS + 2 * MINUTE_MS)).toBe(false);
      expect(isStalled(value, START_MS + 2 * MINUTE_MS + 1)).toBe(true);
    },
  );

  test.each([undefined, null, "", "soon"])("a job whose start is %j is not said to have stalled", (startedAt) => {
    expect(isStalled(job({ startedAt }), START_MS + 1e9)).toBe(false);
  });
});

describe("a value that was watched is counted from its last change", () => {
  test("however long ago the operation began", () => {
    const value = seen(jobOperation, job(), START_MS + 60 * MINUTE_MS);
    expect(isStalled(value, START_MS + 64 * MINUTE_MS)).toBe(false);
    expect(isStalled(value, START_MS + 64 * MINUTE_MS + 1)).toBe(true);
  });

  test("and seeing it again changes nothing", () => {
    const value = seen(jobOperation, job(), START_MS);
    seen(jobOperation, value, START_MS + 60 * MINUTE_MS);
    expect(isStalled(value, START_MS + 5 * MINUTE_MS)).toBe(true);
  });

  test.each([{ progress: 0.2 }, { stage: "assembling" }, { status: "paused" }])("%j is a change", (change) => {
    const first = seen(jobOperation, job(), START_MS);
    const second = seen(jobOperation, job(change), START_MS + 3 * MINUTE_MS, first);
    expect(isStalled(second, START_MS + 5 * MINUTE_MS)).toBe(false);
  });

  test("a heartbeat is none", () => {
    const first = seen(jobOperation, job(), START_MS);
    const second = seen(jobOperation, job({ heartbeatAt: "2026-04-18T19:23:00Z" }), START_MS + 3 * MINUTE_MS, first);
    const third = seen(jobOperation, job({ heartbeatAt: "2026-04-18T19:26:00Z" }), START_MS + 6 * MINUTE_MS, second);
    expect(isStalled(third, START_MS + 6 * MINUTE_MS)).toBe(true);
  });

  test("by what its own definition says, else after two minutes", () => {
    const base = {
      name: "a.b",
      endpoint: "a",
      path: "/:id",
      schema: z.looseObject({}),
      statuses: { done: "success" },
      cadence: fixed(1_000),
    } as const;
    const own = defineOperation({ ...base, stalledAfterMs: () => 10_000 });
    const steady = defineOperation({ ...base, stalledAfterMs: 10_000 });
    const staged = defineOperation({
      ...base,
      stalledAfterMs: ({ rawStatus }) => (rawStatus === "going" ? 5_000 : Infinity),
    });
    const value = (): OperationValue => parseOperation(own, { status: "going" }, null);
    expect(isStalled(seen(own, value(), 0), 10_001)).toBe(true);
    expect(isStalled(seen(steady, value(), 0), 10_000)).toBe(false);
    expect(isStalled(seen(steady, value(), 0), 10_001)).toBe(true);
    expect(isStalled(seen(staged, value(), 0), 5_000)).toBe(false);
    expect(isStalled(seen(staged, value(), 0), 5_001)).toBe(true);
    expect(isStalled(seen(defineOperation(base), value(), 0), 2 * MINUTE_MS)).toBe(false);
    expect(isStalled(seen(defineOperation(base), value(), 0), 2 * MINUTE_MS + 1)).toBe(true);
  });
});

test("a value that was only parsed is judged by its own definition too", () => {
  const render = defineOperation({
    name: "acme.render",
    endpoint: "acme",
    path: "/renders/:renderId",
    schema: z.looseObject({ startedAt: z.string() }),
    statuses: { going: null, done: "success" },
    stalledAfterMs: 10_000,
  });
  const value = parseOperation(render, { status: "going", startedAt: START });
  expect(isStalled(value, START_MS + 10_000)).toBe(false);
  expect(isStalled(value, START_MS + 10_001)).toBe(true);
});

test("a line that awaits payment waits for a person and never stalls", () => {
  const line = (status: string): OperationValue => parseOperation(lineRequestOperation, { status }, null);
  expect(isStalled(seen(lineRequestOperation, line("awaiting_payment"), 0), Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(isStalled(seen(lineRequestOperation, line("provisioning"), 0), 31 * MINUTE_MS)).toBe(true);
});

test("what has ended has not stalled, and neither has nothing", () => {
  expect(isStalled(job({ status: "completed" }), START_MS + 1e9)).toBe(false);
  expect(isStalled(null, START_MS)).toBe(false);
  expect(isStalled(undefined, START_MS)).toBe(false);
});

test("the caller may say what counts as too long", () => {
  expect(isStalled(job(), START_MS + 1_001, 1_000)).toBe(true);
  expect(isStalled(job(), START_MS + 1_000, 1_000)).toBe(false);
});
