import { describe, expect, it, vi } from "vitest";
import { answerOf, scriptedRelay, whileTimePasses, type Scripted } from "./scriptedRelay";
import { runningJob } from "./upstream";

const RENDER = "/acme/v1/renders/r1";

/** An upstream that takes its time, and heeds the signal of whoever asks. */
const after = (ms: number, answer: () => Response) => (asked: { readonly signal: AbortSignal }) =>
  new Promise<Response>((resolve, reject) => {
    setTimeout(() => resolve(answer()), ms);
    asked.signal.addEventListener("abort", () => reject(asked.signal.reason));
  });

/** Connects and leaves again, over and over. */
async function connectAndLeave(get: Scripted["get"], forMs: number, path: (visit: number) => string): Promise<void> {
  for (let visit = 0; visit * 40 < forMs; visit += 1) {
    const gone = new AbortController();
    void get(path(visit), { "cache-control": "max-age=0" }, { signal: gone.signal });
    await vi.advanceTimersByTimeAsync(20);
    gone.abort();
    await vi.advanceTimersByTimeAsync(20);
  }
}

describe("visitors who go away", () => {
  it("stop no read that has been sent: it runs to its end, and its answer is kept", async () => {
    const { get, asked } = scriptedRelay(after(300, () => answerOf({ status: "rendering" })));
    const gone = new AbortController();
    const left = get(RENDER, {}, { signal: gone.signal });
    await vi.advanceTimersByTimeAsync(10);
    gone.abort();
    await left;
    await vi.advanceTimersByTimeAsync(300);
    expect(asked[0]?.signal.aborted).toBe(false);
    expect([(await get(RENDER)).status, asked.length]).toEqual([200, 1]);
  });

  it("wait no longer themselves", async () => {
    const { get } = scriptedRelay(() => undefined);
    const gone = new AbortController();
    const left = get(RENDER, {}, { signal: gone.signal });
    await vi.advanceTimersByTimeAsync(10);
    gone.abort();
    await left;
    expect(Date.now() - Date.parse("2026-04-18T19:20:00Z")).toBeLessThan(100);
  });

  it("and come back join the read that is under way", async () => {
    const { get, asked } = scriptedRelay(after(500, () => answerOf({ status: "rendering" })));
    const gone = new AbortController();
    const left = get(RENDER, {}, { signal: gone.signal });
    await vi.advanceTimersByTimeAsync(10);
    gone.abort();
    await left;
    expect([(await whileTimePasses(get(RENDER))).status, asked.length]).toEqual([200, 1]);
  });

  it("before anything was sent cost no read", async () => {
    const { get, asked } = scriptedRelay(() => answerOf({ status: "rendering" }), {
      authorize: () => new Promise((resolve) => setTimeout(() => resolve(true), 50)),
    });
    const gone = new AbortController();
    const left = get(RENDER, {}, { signal: gone.signal });
    await vi.advanceTimersByTimeAsync(10);
    gone.abort();
    await vi.advanceTimersByTimeAsync(100);
    await left;
    expect(asked).toHaveLength(0);
  });

  it("again and again still leave one read of an operation a second, though every answer takes longer than they stay", async () => {
    const { get, asked } = scriptedRelay(after(300, () => answerOf(runningJob("job_1"))));
    await connectAndLeave(get, 6_000, () => "/layers/v1/jobs/job_1");
    expect(asked.length).toBeLessThanOrEqual(6);
    for (const [index, { atMs }] of asked.entries())
      if (index > 0) expect(atMs - (asked[index - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it("do not keep a limit that is told in headers from being learnt", async () => {
    const { get, asked } = scriptedRelay(
      after(300, () => answerOf({ status: "rendering" }, { "x-ratelimit-limit": "20" })),
    );
    await connectAndLeave(get, 12_000, (visit) => `/acme/v1/renders/r${visit}`);
    expect(asked.length).toBeLessThanOrEqual(20);
  });
});

describe("a read that failed", () => {
  it("sets the gap, also when an action has made what is known out of date meanwhile", async () => {
    let isWell = true;
    const { get, asked, relay } = scriptedRelay(({ path }) =>
      path.endsWith("/cancel")
        ? answerOf({ jobId: "job_1", accepted: true }, {}, 202)
        : isWell
          ? answerOf(runningJob("job_1"))
          : answerOf({}, {}, 503),
    );
    await get();
    isWell = false;
    await vi.advanceTimersByTimeAsync(2_400);
    const reads = () => asked.filter(({ path }) => !path.endsWith("/cancel"));
    expect(reads()).toHaveLength(2);
    await relay.handle(
      new Request("https://app.example/api/longrun/layers/v1/jobs/job_1/cancel", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      }),
    );
    await whileTimePasses(get());
    expect(reads()).toHaveLength(3);
    expect((reads()[2]?.atMs ?? 0) - (reads()[1]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });
});

describe("a read whose request's work the platform has ended", () => {
  it("is done anew once it is past its deadline, by whoever asks then", async () => {
    let reads = 0;
    const { get, asked } = scriptedRelay(
      () => ((reads += 1) === 1 ? undefined : answerOf({ status: "rendering" }, { etag: '"1"' })),
      { timeoutMs: 5_000 },
    );
    void get(RENDER);
    // Hashing before it takes real time.
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    // With the request ends every timer that it has set, that of the deadline too.
    vi.clearAllTimers();
    vi.setSystemTime(Date.now() + 7_100);
    expect([(await whileTimePasses(get(RENDER))).status, asked.length]).toEqual([200, 2]);
  });
});
