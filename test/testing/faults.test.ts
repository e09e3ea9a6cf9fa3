import { createLongrunClient, jobOperation } from "longrun";
import type { Fault } from "longrun/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ask, frozenSimulator } from "./harness";

let simulator = frozenSimulator();
let path = "";

beforeEach(() => {
  simulator = frozenSimulator();
  path = `/v1/jobs/${simulator.layers.startJob({ kind: "content_generate" }).jobId}`;
});
afterEach(() => vi.useRealTimers());

const statuses = async (times: number, at = path) => {
  const seen = [];
  for (let time = 0; time < times; time += 1)
    seen.push(
      await ask(simulator, at).then(
        ({ status }) => status,
        () => "failed",
      ),
    );
  return seen;
};

describe("a fault", () => {
  test("fails the connection as fetch does, without the request taking effect", async () => {
    simulator.faults.set({ drop: true });
    await expect(ask(simulator, path)).rejects.toThrow(TypeError);
    await expect(ask(simulator, `${path}/cancel`, { method: "POST" })).rejects.toThrow(TypeError);
    expect(simulator.requests.map(({ status }) => status)).toEqual([null, null]);
    simulator.faults.clear();
    simulator.advance(10_000);
    expect(simulator.layers.jobs()[0]?.status).toBe("running");
    expect((await ask(simulator, path)).headers.get("x-ratelimit-remaining")).toBe("119");
  });

  test("can lose the answer of a request that took effect", async () => {
    simulator.faults.set({ drop: "answer" });
    await expect(ask(simulator, `${path}/cancel`, { method: "POST" })).rejects.toThrow(TypeError);
    simulator.advance(10_000);
    expect(simulator.layers.jobs()[0]?.status).toBe("canceled");
  });

  test("delays an answer, and an abort ends the wait", async () => {
    vi.useFakeTimers();
    simulator.faults.set({ delayMs: 1_000 });
    let status = 0;
    void ask(simulator, path).then((answer) => (status = answer.status));
    await vi.advanceTimersByTimeAsync(999);
    expect(status).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(status).toBe(200);
    const abort = new AbortController();
    const waiting = simulator.fetch(path, { signal: abort.signal });
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("hangs until an abort", async () => {
    vi.useFakeTimers();
    simulator.faults.set({ hang: true });
    const read = createLongrunClient({ fetch: simulator.fetch, timeoutMs: 500 }).read(jobOperation, {
      jobId: path.slice(9),
    });
    const refused = expect(read).rejects.toMatchObject({ code: "TIMEOUT" });
    await vi.advanceTimersByTimeAsync(500);
    await refused;
    expect(simulator.requests.at(-1)?.status).toBeNull();
  });

  test("truncates a body", async () => {
    simulator.faults.set({ truncate: true });
    const answer = await ask(simulator, path);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow(TypeError);
  });

  test("answers half a body as if it were whole, or an HTML page", async () => {
    const whole = await (await ask(simulator, path)).text();
    simulator.faults.set({ garble: "half" });
    const half = await (await ask(simulator, path)).text();
    expect(whole.startsWith(half)).toBe(true);
    expect(() => JSON.parse(half) as unknown).toThrow(SyntaxError);
    simulator.faults.set({ garble: "html" });
    const page = await ask(simulator, path);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toMatch(/^<!doctype html>/);
  });

  test("answers a status in the provider's error envelope", async () => {
    simulator.faults.set({ status: 500 });
    const layers = await ask(simulator, path);
    expect([layers.status, await layers.json()]).toEqual([
      500,
      { error: { code: "INTERNAL_ERROR", message: expect.any(String) } },
    ]);
    const tuco = await ask(simulator, "/api/line-requests/6a09279daa903300e2530b0f");
    expect([tuco.status, await tuco.json()]).toEqual([500, { error: expect.any(String) }]);
    simulator.faults.set({ status: 404 });
    expect(await (await ask(simulator, path)).json()).toMatchObject({ error: { code: "NOT_FOUND" } });
    simulator.faults.set({ status: 429 });
    const limited = await ask(simulator, path);
    expect([limited.headers.get("retry-after"), await limited.json()]).toMatchObject([
      null,
      { error: { code: "RATE_LIMITED" } },
    ]);
  });

  test("answers an unasked 304, and any body", async () => {
    simulator.faults.set({ status: 304 });
    const unchanged = await ask(simulator, path);
    expect([unchanged.status, await unchanged.text()]).toEqual([304, ""]);
    simulator.faults.set({ status: 200 });
    expect(await (await ask(simulator, path)).text()).toBe("");
    simulator.faults.set({ body: '{"jobId":"another"}' });
    const another = await ask(simulator, path);
    expect([another.status, await another.json()]).toEqual([200, { jobId: "another" }]);
  });

  test("answers 429 with the time to wait", async () => {
    simulator.faults.set({ rateLimited: 7 });
    const layers = await ask(simulator, path);
    expect([layers.status, layers.headers.get("retry-after"), await layers.json()]).toMatchObject([
      429,
      "7",
      { error: { code: "RATE_LIMITED" } },
    ]);
    simulator.faults.set({ rateLimited: true });
    const tuco = await ask(simulator, "/api/line-requests/6a09279daa903300e2530b0f");
    expect([tuco.status, tuco.headers.get("retry-after"), await tuco.json()]).toEqual([
      429,
      "30",
      { error: "Too many requests" },
    ]);
  });

  test("sets headers of an answer that is otherwise right", async () => {
    simulator.faults.set({ headers: { "retry-after": "5" } });
    const answer = await ask(simulator, path);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([200, "5"]);
  });
});

describe("faults", () => {
  test("affect the requests they match, as often as they say", async () => {
    const { lineRequestId } = simulator.tuco.createLine();
    simulator.faults.set({ status: 503, match: "/v1/jobs", times: 2 });
    expect(await statuses(1, `/api/line-requests/${lineRequestId}`)).toEqual([200]);
    expect(await statuses(3)).toEqual([503, 503, 200]);
    expect(simulator.faults.active).toEqual([]);
    simulator.faults.set({ status: 503, match: ({ method, service }) => method === "POST" && service === "layers" });
    expect(await statuses(1)).toEqual([200]);
    expect((await ask(simulator, `${path}/cancel`, { method: "POST" })).status).toBe(503);
  });

  test("match the provider's path, also if the request uses a relay's", async () => {
    simulator.faults.set({ status: 503, match: "/v1/jobs" });
    expect((await simulator.fetch(`/api/longrun/layers${path}`)).status).toBe(503);
  });

  test("combine: delays add up, and the first that replaces the answer wins", async () => {
    vi.useFakeTimers();
    simulator.faults.add({ delayMs: 100 });
    simulator.faults.add({ delayMs: 50, status: 500, times: 1 });
    simulator.faults.add({ drop: true, times: 1 });
    const seen: unknown[] = [];
    void statuses(3).then((all) => seen.push(...all));
    await vi.advanceTimersByTimeAsync(149);
    expect(simulator.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(simulator.requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(seen).toEqual([500, "failed", 200]);
  });

  test("are added, removed, replaced and cleared", async () => {
    const end = simulator.faults.add({ status: 500 });
    simulator.faults.add({ headers: { "x-fault": "1" } });
    end();
    const answer = await ask(simulator, path);
    expect([answer.status, answer.headers.get("x-fault")]).toEqual([200, "1"]);
    simulator.faults.set({ status: 502 });
    expect(simulator.faults.active).toEqual([{ status: 502 }]);
    expect(await statuses(1)).toEqual([502]);
    simulator.faults.clear();
    expect(await statuses(1)).toEqual([200]);
  });

  test("strike with their probability, and alike for the same seed", async () => {
    simulator.faults.set({ status: 500, probability: 0.3 });
    const seen = await statuses(100);
    const struck = seen.filter((status) => status === 500).length;
    expect(struck).toBeGreaterThan(15);
    expect(struck).toBeLessThan(45);
    simulator = frozenSimulator();
    simulator.layers.startJob({ kind: "content_generate" });
    simulator.faults.set({ status: 500, probability: 0.3 });
    expect(await statuses(100)).toEqual(seen);
  });

  test.each<[Fault, string]>([
    [{ times: 0 }, "times"],
    [{ probability: 1.5 }, "probability"],
    [{ delayMs: -1 }, "delayMs"],
    [{ status: 199 }, "status"],
    [{ status: 600 }, "status"],
    [{ rateLimited: -1 }, "rateLimited"],
    [{ garble: "bits" as never }, "garble"],
  ])("can't be %j", (fault, named) => {
    expect(() => simulator.faults.set(fault)).toThrow(new RegExp(`^A fault's ${named} `));
    expect(() => simulator.faults.add(fault)).toThrow(TypeError);
    expect(simulator.faults.active).toEqual([]);
  });
});
