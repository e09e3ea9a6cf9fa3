// What a watch makes of answers that no server should give: each has one documented outcome.
import { useJob, useLineRequest, watchState, type LongrunClientOptions } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "./renderWatch";
import { completed, jobIdOf, notFound, running, type ScriptedAnswer } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function useWatched() {
  const result = useJob("job_1");
  return { data: result.data, error: result.error, state: watchState(result) };
}

describe("a body that is no job is INVALID_RESPONSE, keeps what is known, and heals", () => {
  test.each<[string, unknown]>([
    ["nothing", ""],
    ["a page", "<!doctype html><title>Sign in</title>"],
    ["cut short", '{"jobId":"job_1","kind":"content_gen'],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "7"],
    ["a job without an id", JSON.stringify({ kind: "content_generate", status: "running" })],
    ["a job without a status", JSON.stringify({ jobId: "job_1", kind: "content_generate" })],
    ["a status that is no text", JSON.stringify(running("job_1", { status: 3 }))],
    ["another job", JSON.stringify(completed("job_2"))],
    ["an error with a 200", JSON.stringify({ error: { code: "NOT_FOUND", message: "Unknown jobId." } })],
  ])("%s", async (_name, body) => {
    const setup = setUp({ body: running("job_1") });
    const hook = renderWatch(setup, useWatched);
    await pass(100);
    const { data } = hook.result.current;
    setup.server.answer({ body });
    await pass(15_000);
    expect(hook.result.current).toMatchObject({
      state: "retrying",
      error: { code: "INVALID_RESPONSE", retryable: true, operation: "layers.job" },
    });
    expect(hook.result.current.error?.message).not.toContain("Sign in");
    expect(hook.result.current.data).toBe(data);
    setup.server.answer({ body: completed("job_1") });
    await pass(40_000);
    expect(hook.result.current).toMatchObject({ state: "settled", error: null, data: { outcome: "success" } });
  });
});

test.each<[string, Record<string, unknown>, object]>([
  ["progress that is no number is none", { progress: "0.5" }, { progress: null }],
  ["progress out of range is cut to it", { progress: 42 }, { progress: 1 }],
  [
    "a status called constructor is unknown",
    { status: "constructor" },
    { status: "unknown", rawStatus: "constructor", isTerminal: false },
  ],
  ["a kind of tomorrow is kept", { kind: "hologram_render" }, { kind: "hologram_render", status: "running" }],
  ["a stage of tomorrow is kept", { stage: "polishing" }, { stage: "polishing" }],
  ["fields of tomorrow are kept", { eta: { seconds: 5 } }, { eta: { seconds: 5 } }],
  [
    "fields that longrun derives are not taken from the wire",
    { isTerminal: true, outcome: "success", rawStatus: "x", etag: 7 },
    { isTerminal: false, outcome: null, rawStatus: "running" },
  ],
])("%s", async (_name, fields, expected) => {
  const setup = setUp({ body: running("job_1", fields) });
  const hook = renderWatch(setup, useWatched);
  await pass(100);
  expect(hook.result.current.error).toBeNull();
  expect(hook.result.current.data).toMatchObject(expected);
});

describe("a server that hangs is a TIMEOUT after the deadline, and is asked again", () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  test.each<[string, LongrunClientOptions]>([
    ["it never answers", { fetch: never }],
    [
      "its body never ends",
      {
        fetch: async () =>
          new Response(
            new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("{")) }),
          ),
      },
    ],
    ["the headers function never gives any", { endpoints: { layers: { baseUrl: "/api", headers: never } } }],
  ])("%s", async (_name, options) => {
    const setup = setUp({ body: running("job_1") }, { client: { timeoutMs: 5_000, ...options } });
    const hook = renderWatch(setup, useWatched);
    await pass(4_900);
    expect(hook.result.current.error).toBeNull();
    await pass(200);
    expect(hook.result.current).toMatchObject({ state: "retrying", error: { code: "TIMEOUT", retryable: true } });
    await pass(3_000);
    expect(hook.result.current.error).toBeNull();
    await pass(6_000);
    expect(hook.result.current.error).toMatchObject({ code: "TIMEOUT" });
  });
});

test("a line's answer with Tuco's error sentence and a 200 is INVALID_RESPONSE, not a line", async () => {
  const setup = setUp({ body: { error: "Line request not found" } });
  const hook = renderWatch(setup, () => useLineRequest("6a09279daa903300e2530b0f").error);
  await pass(100);
  expect(hook.result.current).toMatchObject({ code: "INVALID_RESPONSE", operation: "tuco.line-request" });
  expect(hook.result.current?.message).not.toContain("Line request not found");
});

describe("an id that flips to and fro asks about each no more than once a second", () => {
  test.each<[string, ScriptedAnswer | null]>([
    ["that run", null],
    ["that do not exist", notFound],
    ["that fail", { status: 503 }],
  ])("jobs %s", async (_name, answer) => {
    const setup = setUp((request) => answer ?? { body: running(jobIdOf(request)) });
    const hook = renderWatch(
      setup,
      ({ id }: { readonly id: string }) => {
        const { data, error } = useJob(id);
        return data ?? error;
      },
      { id: "job_0" },
    );
    for (let flip = 1; flip < 40; flip += 1) {
      await pass(110);
      hook.rerender({ id: `job_${flip % 2}` });
    }
    await pass(2_000);
    for (const id of ["job_0", "job_1"]) {
      const times = setup.server.about(id).map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThan(0);
      for (const [index, at] of times.slice(1).entries())
        expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
    }
  });
});
