import { memoryStore } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { answerOf, movingJob, scriptedRelay, type Script } from "./scriptedRelay";
import { errorOf, runningJob } from "./upstream";

const RENDER = "/acme/v1/renders/r1";

describe("while an answer is not due", () => {
  it("it is given to everybody without asking, with its age", async () => {
    const { get, asked } = scriptedRelay(movingJob());
    const first = await get();
    await vi.advanceTimersByTimeAsync(1_500);
    const second = await get();
    expect(asked).toHaveLength(1);
    expect(await second.text()).toBe(await first.text());
    expect([first.headers.get("age"), second.headers.get("age")]).toEqual(["0", "1"]);
    expect(second.headers.get("cache-control")).toBe("private, no-cache");
  });

  it("those who have it get a 304: by its tag, a weak one, one of several, or any", async () => {
    const { get, asked } = scriptedRelay(movingJob());
    await get();
    for (const tag of ['"v1"', 'W/"v1"', '"a", "v1"', "*"]) {
      const response = await get(undefined, { "if-none-match": tag });
      expect([
        response.status,
        response.headers.get("etag"),
        await response.text(),
        response.headers.has("content-type"),
      ]).toEqual([304, '"v1"', "", false]);
    }
    for (const tag of ['"v"', '"v11"', "v1"]) expect((await get(undefined, { "if-none-match": tag })).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  it("authorize is still asked each time, and a no is a no", async () => {
    const authorize = vi.fn(({ request }: { request: Request }) => request.headers.get("cookie") === "owner");
    const { get, asked } = scriptedRelay(movingJob(), { authorize });
    expect((await get(undefined, { cookie: "owner" })).status).toBe(200);
    expect((await get(undefined, { cookie: "other", "if-none-match": '"v1"' })).status).toBe(403);
    expect((await get(undefined, { cookie: "owner" })).status).toBe(200);
    expect(authorize).toHaveBeenCalledTimes(3);
    expect(asked).toHaveLength(1);
  });

  it("a visitor may ask for a younger one with max-age, though never for two reads within a second", async () => {
    const { get, asked } = scriptedRelay(movingJob(), {});
    await get();
    await vi.advanceTimersByTimeAsync(500);
    await get(undefined, { "cache-control": "max-age=0" });
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(600);
    await get(undefined, { "cache-control": "no-cache" });
    expect(asked).toHaveLength(1);
    await get(undefined, { "cache-control": "max-age=1" });
    expect(asked).toHaveLength(2);
  });
});

describe("when an answer is due", () => {
  it("it is read by itself as long as visitors keep asking, at the cadence, and no more once they have gone", async () => {
    const { get, asked } = scriptedRelay(() => answerOf({ status: "rendering" }));
    await get(RENDER);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.map(({ atMs }) => atMs - (asked[0]?.atMs ?? 0))).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked.length).toBeLessThan(12);
  });

  it("all who ask then wait for one and the same read", async () => {
    let answer: (response: Response) => void = () => undefined;
    const { get, asked } = scriptedRelay(() => new Promise<Response>((resolve) => (answer = resolve)));
    const waiting = Array.from({ length: 50 }, () => get(RENDER));
    await vi.advanceTimersByTimeAsync(10);
    expect(asked).toHaveLength(1);
    answer(answerOf({ status: "rendering" }));
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(asked).toHaveLength(1);
  });

  it("many viewers cost what one costs", async () => {
    const reads = async (viewers: number): Promise<number> => {
      const { get, asked, relay } = scriptedRelay(() => answerOf({ status: "rendering" }));
      for (let second = 0; second < 60; second += 1) {
        await Promise.all(Array.from({ length: viewers }, () => get(RENDER)));
        await vi.advanceTimersByTimeAsync(1_000);
      }
      await relay.close();
      return asked.length;
    };
    const one = await reads(1);
    expect(one).toBe(31);
    expect(await reads(100)).toBe(one);
  });

  it("the upstream is asked with its own tag, and its 304 keeps the answer, now young again", async () => {
    const { get, asked } = scriptedRelay(({ headers }) =>
      headers.get("if-none-match") === '"v1"'
        ? answerOf(null, {}, 304)
        : answerOf(runningJob("job_1"), { etag: '"v1"' }),
    );
    await get(undefined, { "if-none-match": '"of-the-visitor"' });
    await vi.advanceTimersByTimeAsync(2_500);
    const later = await get();
    expect(asked.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, '"v1"']);
    expect([later.status, later.headers.get("etag"), await later.json()]).toEqual([200, '"v1"', runningJob("job_1")]);
    expect(Number(later.headers.get("age"))).toBeLessThan(2);
  });

  it("an answer without a tag gets one of its own, the same for the same bytes", async () => {
    let status = "rendering";
    const { get, asked } = scriptedRelay(() => answerOf({ status }));
    const etag = (await get(RENDER)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"lr-[0-9a-f]{32}"$/);
    await vi.advanceTimersByTimeAsync(2_100);
    expect((await get(RENDER, { "if-none-match": etag })).status).toBe(304);
    expect(asked.at(-1)?.headers.has("if-none-match")).toBe(false);
    status = "done";
    await vi.advanceTimersByTimeAsync(2_100);
    const done = await get(RENDER, { "if-none-match": etag });
    expect([done.status, done.headers.get("etag") === etag]).toEqual([200, false]);
  });

  it("what has ended is never read again, and never goes back", async () => {
    let status = "done";
    const { get, asked } = scriptedRelay(() => answerOf({ status }));
    await get(RENDER);
    status = "rendering";
    await vi.advanceTimersByTimeAsync(7_200_000);
    const later = await get(RENDER, { "cache-control": "max-age=0" });
    expect(await later.json()).toEqual({ status: "done" });
    expect(asked).toHaveLength(1);
  });
});

describe("an upstream in trouble", () => {
  const troubled = (trouble: () => Response | Promise<Response>) => {
    let isWell = true;
    const scripted = scriptedRelay(() => (isWell ? answerOf({ status: "rendering" }) : trouble()), {
      staleForMs: 60_000,
    });
    return { ...scripted, ail: () => (isWell = false), heal: () => (isWell = true) };
  };

  it.each<[string, () => Response | Promise<Response>]>([
    ["fails", () => answerOf({ error: { code: "INTERNAL", message: "boom" } }, {}, 500)],
    ["can't be reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["refuses the key", () => answerOf({ error: { code: "UNAUTHENTICATED", message: "no" } }, {}, 401)],
    ["answers nonsense", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["answers about something else", () => answerOf({ status: "done", renderId: "r2" })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
  ])("that %s leaves the last good answer standing, marked as stale, until the limit", async (_, trouble) => {
    const { get, ail, heal, incidents } = troubled(trouble);
    await get(RENDER);
    ail();
    await vi.advanceTimersByTimeAsync(2_100);
    const stale = await get(RENDER);
    expect([stale.status, stale.headers.get("warning"), stale.headers.get("age"), await stale.json()]).toEqual([
      200,
      '110 longrun "Response is Stale"',
      "2",
      { status: "rendering" },
    ]);
    expect(incidents).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(50_000);
    expect((await get(RENDER)).headers.get("warning")).not.toBeNull();
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await get(RENDER)).status).toBeGreaterThanOrEqual(500);
    expect(incidents).toHaveLength(1);
    heal();
    await vi.advanceTimersByTimeAsync(40_000);
    const well = await get(RENDER);
    expect([well.status, well.headers.get("warning")]).toEqual([200, null]);
  });

  it("is asked ever more rarely, not at every visitor's poll", async () => {
    const { get, ail, asked } = troubled(() => answerOf({}, {}, 503));
    await get(RENDER);
    ail();
    for (let second = 0; second < 60; second += 1) {
      await get(RENDER);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(asked.length).toBeGreaterThanOrEqual(4);
  });

  it("without an answer yet is told as it is, and tried again a second later", async () => {
    let isWell = false;
    const { get, asked } = scriptedRelay(() =>
      isWell ? answerOf({ status: "rendering" }) : answerOf({ error: { code: "INTERNAL", message: "boom" } }, {}, 500),
    );
    const failed = await get(RENDER);
    expect([failed.status, (await errorOf(failed)).code]).toEqual([500, "INTERNAL"]);
    isWell = true;
    expect((await get(RENDER)).status).toBe(500);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect((await get(RENDER)).status).toBe(200);
  });

  it("that says when to come back is not asked before, about anything, and visitors are told", async () => {
    const { get, asked } = scriptedRelay(({ atMs }) =>
      atMs < Date.parse("2026-04-18T19:20:20Z")
        ? answerOf({ error: { code: "RATE_LIMITED", message: "slow" } }, { "retry-after": "20" }, 429)
        : answerOf({ status: "rendering" }),
    );
    const limited = await get(RENDER);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "20"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await get(RENDER)).headers.get("retry-after")).toBe("15");
    const other = await get("/acme/v1/renders/r2");
    expect([other.status, other.headers.get("retry-after"), (await errorOf(other)).code]).toEqual([
      429,
      "15",
      "RATE_LIMITED",
    ]);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(15_001);
    expect((await get(RENDER)).status).toBe(200);
  });

  it("that says 404 is believed: what was known is dropped, and it is not read on", async () => {
    let exists = true;
    const { get, asked } = scriptedRelay(() =>
      exists ? answerOf({ status: "rendering" }) : answerOf({ error: { code: "NOT_FOUND", message: "gone" } }, {}, 404),
    );
    await get(RENDER);
    exists = false;
    await vi.advanceTimersByTimeAsync(2_001);
    expect((await get(RENDER)).status).toBe(404);
    const reads = asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(reads);
    exists = true;
    expect((await get(RENDER)).status).toBe(200);
  });

  it("that says 404 is asked once more a second later at the soonest, also where a store still has what was known", async () => {
    let exists = true;
    const { get, asked } = scriptedRelay(
      () =>
        exists
          ? answerOf({ status: "rendering" }, { etag: '"1"' })
          : answerOf({ error: { code: "NOT_FOUND", message: "gone" } }, {}, 404),
      { store: memoryStore() },
    );
    await get(RENDER);
    exists = false;
    await vi.advanceTimersByTimeAsync(2_001);
    for (let visits = 0; visits < 5; visits += 1) expect((await get(RENDER)).status).toBe(404);
    expect(asked).toHaveLength(2);
  });
});

describe("the read budget of the key", () => {
  it("is kept over everything that the relay watches, however many ask for however much", async () => {
    const { get, asked, relay } = scriptedRelay(() => answerOf({ status: "rendering" }, { "x-ratelimit-limit": "60" }));
    for (let second = 0; second < 480; second += 1) {
      await Promise.all(Array.from({ length: 30 }, (_, index) => get(`/acme/v1/renders/r${index}`)));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await relay.close();
    const start = asked[0]?.atMs ?? 0;
    for (let from = start; from < start + 420_000; from += 1_000) {
      expect(asked.filter(({ atMs }) => atMs >= from && atMs < from + 60_000).length).toBeLessThanOrEqual(60);
    }
    // Seven tenths of the limit are what polls are spread over.
    const perMinute = asked.filter(({ atMs }) => atMs >= start + 120_000).length / 6;
    expect(perMinute).toBeLessThanOrEqual(44);
    expect(perMinute).toBeGreaterThanOrEqual(36);
    expect(new Set(asked.filter(({ atMs }) => atMs >= start + 420_000).map(({ path }) => path)).size).toBe(30);
  });

  it("is as given, whatever the upstream says", async () => {
    const upstreams = { layers: { apiKey: "lp_key_of_the_relay", readsPerMinute: 10 } };
    const { get, asked } = scriptedRelay(movingJob(), { upstreams });
    const statuses = [];
    for (let index = 0; index < 20; index += 1) statuses.push((await get(`/layers/v1/jobs/job_${index}`)).status);
    expect(asked.length).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20 - asked.length);
  });
});

it("after an action the next question is a read, since what was known is out of date", async () => {
  let status = "running";
  const { relay, get, asked } = scriptedRelay(
    ({ path }) =>
      path.endsWith("/cancel")
        ? answerOf({ jobId: "job_1", accepted: true }, {}, 202)
        : answerOf(runningJob("job_1", { status })),
    {},
  );
  await get();
  await vi.advanceTimersByTimeAsync(1_100);
  await relay.handle(
    new Request("https://app.example/api/longrun/layers/v1/jobs/job_1/cancel", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }),
  );
  status = "canceled";
  expect(await (await get()).json()).toMatchObject({ status: "canceled" });
  expect(asked.map(({ path }) => path)).toEqual(["/v1/jobs/job_1", "/v1/jobs/job_1/cancel", "/v1/jobs/job_1"]);
});

it("an action at one relay makes what the others on its store know out of date", async () => {
  const store = memoryStore();
  let status = "running";
  const script: Script = ({ path }) =>
    path.endsWith("/cancel")
      ? answerOf({ jobId: "job_1", accepted: true }, {}, 202)
      : answerOf(runningJob("job_1", { status }));
  const [one, other] = [scriptedRelay(script, { store }), scriptedRelay(script, { store })];
  await one.get();
  await other.get();
  await vi.advanceTimersByTimeAsync(1_100);
  await one.relay.handle(
    new Request("https://app.example/api/longrun/layers/v1/jobs/job_1/cancel", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }),
  );
  status = "canceled";
  expect(await (await other.get()).json()).toMatchObject({ status: "canceled" });
  expect(one.asked.length + other.asked.length).toBe(3);
});

it("nothing is read after the relay was closed", async () => {
  const { relay, get, asked } = scriptedRelay(() => answerOf({ status: "rendering" }));
  await get(RENDER);
  await relay.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
});

it("a clock that was set back by an hour holds nothing up: what is read then is what visitors get", async () => {
  const { get, asked } = scriptedRelay(movingJob());
  await get();
  vi.setSystemTime(Date.now() - 3_600_000);
  const progress = async (): Promise<unknown> => ((await (await get()).json()) as { progress: unknown }).progress;
  expect([await progress(), await progress()]).toEqual([0.02, 0.02]);
  expect(asked).toHaveLength(2);
});

it("a first question to another relay on the store is answered by what is known there and not due yet", async () => {
  const store = memoryStore();
  const [one, other] = [scriptedRelay(movingJob(), { store }), scriptedRelay(movingJob(), { store })];
  await one.get();
  await vi.advanceTimersByTimeAsync(1_500);
  const response = await other.get();
  expect([other.asked.length, response.headers.get("age"), response.headers.get("etag")]).toEqual([0, "1", '"v1"']);
});
