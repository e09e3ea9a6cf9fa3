import { memoryStore, type RelayOptions, type SettledEvent } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { signWebhook } from "../../src/testing/layers/signWebhook";
import { answerOf, scriptedRelay, whileTimePasses, type Script } from "./scriptedRelay";
import { errorOf, KEY, runningJob } from "./upstream";

const SECRET = "whsec_of_the_endpoint";
const LEASE = "/layers/v1/projects/prj_1/leased-accounts/requests/lreq_1";
const lease = (status: string) => ({
  requestId: "lreq_1",
  projectId: "prj_1",
  status,
  submittedAt: "2026-04-18T19:24:11Z",
  assignedAt: null,
  assignedSocialAccountIds: [],
  note: null,
});

function webhookRelay(script: Script, options: Partial<RelayOptions> = {}) {
  const settled: SettledEvent[] = [];
  const scripted = scriptedRelay(script, {
    upstreams: { layers: { apiKey: KEY, webhookSecret: SECRET } },
    onSettled: (event) => void settled.push(event),
    ...options,
  });
  let events = 0;
  const send = async (
    type: string,
    data: object,
    {
      id = `evt_${(events += 1)}`,
      secret = SECRET,
      atMs = Date.now(),
    }: { id?: string; secret?: string; atMs?: number } = {},
  ) => {
    const body = JSON.stringify({ id, type, data });
    const headers = {
      "content-type": "application/json",
      "x-layers-event-id": id,
      "x-layers-signature": await signWebhook(body, secret, Math.floor(atMs / 1_000)),
    };
    return scripted.relay.handle(
      new Request("https://app.example/api/longrun/webhooks/layers", { method: "POST", headers, body }),
    );
  };
  const bodyNow = async (path?: string): Promise<Record<string, unknown>> =>
    (await (await scripted.get(path)).json()) as Record<string, unknown>;
  return { ...scripted, settled, send, bodyNow };
}

const completed = {
  jobId: "job_1",
  kind: "content_generate",
  result: { contentContainerIds: ["cnt_1"], mediaAssets: [] },
};

describe("an event that nobody can have signed", () => {
  it.each([undefined, "", "v1=ab", "t=1", `t=1,v1=${"z".repeat(64)}`, `t=1,t=2,v1=${"a".repeat(64)}`])(
    "(signature: %s) is refused before its body is read",
    async (signature) => {
      const { relay } = webhookRelay(() => answerOf({}));
      let pulls = 0;
      const body = new ReadableStream(
        { pull: (controller) => controller.enqueue(new Uint8Array((pulls += 1))) },
        { highWaterMark: 0 },
      );
      const headers: Record<string, string> = signature === undefined ? {} : { "x-layers-signature": signature };
      const response = await relay.handle(
        new Request("https://app.example/api/longrun/webhooks/layers", {
          method: "POST",
          headers,
          body,
          duplex: "half",
        } as RequestInit),
      );
      expect([response.status, (await errorOf(response)).code, pulls]).toEqual([401, "INVALID_SIGNATURE", 0]);
    },
  );
});

describe("an event about a job", () => {
  it("settles it at once, filled by one read, and it is never read again", async () => {
    let job: object = runningJob("job_1");
    const { send, bodyNow, asked, settled } = webhookRelay(() => answerOf(job));
    await bodyNow();
    job = runningJob("job_1", {
      status: "completed",
      progress: 1,
      finishedAt: "2026-04-18T19:23:47Z",
      result: completed.result,
    });
    expect((await send("job.completed", completed)).status).toBe(200);
    expect(await bodyNow()).toEqual(job);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
    expect(settled).toMatchObject([
      {
        operation: { name: "layers.job" },
        params: { jobId: "job_1" },
        value: { status: "completed", outcome: "success", finishedAt: "2026-04-18T19:23:47Z" },
        witnessed: true,
      },
    ]);
  });

  it("settles it from what the event and the last answer say where the read fails", async () => {
    let isWell = true;
    const { send, bodyNow, settled } = webhookRelay(() =>
      isWell ? answerOf(runningJob("job_1")) : answerOf({}, {}, 503),
    );
    await bodyNow();
    isWell = false;
    await send("job.completed", completed);
    expect(await bodyNow()).toEqual({
      ...runningJob("job_1"),
      status: "completed",
      progress: 1,
      result: completed.result,
    });
    expect(settled).toMatchObject([{ value: { status: "completed" }, via: "event" }]);
    isWell = true;
    await vi.advanceTimersByTimeAsync(60_000);
    // The read still says that it runs; what was signed stands.
    expect(await bodyNow()).toMatchObject({ status: "completed" });
    expect(settled).toHaveLength(1);
  });

  it("does not wait for a read that hangs", async () => {
    let hangs = false;
    const { send, bodyNow } = webhookRelay(() => (hangs ? undefined : answerOf(runningJob("job_1"))));
    await bodyNow();
    hangs = true;
    const failed = { jobId: "job_1", kind: "content_generate", error: { code: "MODERATION_BLOCKED", message: "no" } };
    expect((await whileTimePasses(send("job.failed", failed))).status).toBe(200);
    expect(await whileTimePasses(bodyNow())).toMatchObject({
      status: "failed",
      stage: "generating_visuals",
      error: { code: "MODERATION_BLOCKED" },
    });
  });

  it("that nobody has asked about costs no read until somebody does, and still tells onSettled", async () => {
    const job = runningJob("job_1", { status: "completed", progress: 1 });
    const { send, bodyNow, asked, settled } = webhookRelay(() => answerOf(job));
    await send("job.completed", completed);
    expect(asked).toHaveLength(0);
    expect(settled).toMatchObject([
      {
        params: { jobId: "job_1" },
        value: { status: "completed", result: completed.result },
        witnessed: false,
        via: "event",
      },
    ]);
    expect(await bodyNow()).toEqual(job);
    await bodyNow();
    expect(asked).toHaveLength(1);
    expect(settled).toHaveLength(1);
  });

  it("never undoes an end: the first one stands, be the later ones as well signed as they may", async () => {
    const { send, bodyNow, settled } = webhookRelay(() =>
      answerOf(runningJob("job_1", { status: "completed", progress: 1 })),
    );
    await bodyNow();
    expect(
      (await send("job.failed", { jobId: "job_1", kind: "content_generate", error: { code: "X", message: "" } }))
        .status,
    ).toBe(200);
    expect((await send("job.canceled", { jobId: "job_1", kind: "content_generate" })).status).toBe(200);
    expect(await bodyNow()).toMatchObject({ status: "completed" });
    expect(settled).toHaveLength(1);
  });

  it("never undoes an end that is no longer at hand but in the store", async () => {
    const { send, get, bodyNow, asked } = webhookRelay(
      ({ path }) => answerOf(runningJob(path.slice(9), { status: "completed", progress: 1 })),
      { cache: { maxEntries: 1 }, store: memoryStore() },
    );
    await bodyNow();
    await get("/layers/v1/jobs/job_2");
    await send("job.canceled", { jobId: "job_1", kind: "content_generate" });
    expect(await bodyNow()).toMatchObject({ status: "completed" });
    expect(asked).toHaveLength(2);
  });

  it("wins over a read that was under way and does not know it yet", async () => {
    let answer: (response: Response) => void = () => undefined;
    let first = true;
    const { send, bodyNow, get, asked } = webhookRelay(() => {
      if (!first) return new Promise<Response>((resolve) => (answer = resolve));
      first = false;
      return answerOf(runningJob("job_1"));
    });
    await bodyNow();
    await vi.advanceTimersByTimeAsync(3_000);
    const waiting = get();
    expect((await whileTimePasses(send("job.canceled", { jobId: "job_1", kind: "content_generate" }))).status).toBe(
      200,
    );
    expect(asked).toHaveLength(2);
    answer(answerOf(runningJob("job_1")));
    expect(await (await whileTimePasses(waiting)).json()).toMatchObject({ status: "canceled" });
  });

  it("touches no other job", async () => {
    const { send, bodyNow } = webhookRelay(({ path }) => answerOf(runningJob(path.slice(9))));
    await bodyNow("/layers/v1/jobs/job_2");
    await send("job.completed", completed);
    expect(await bodyNow("/layers/v1/jobs/job_2")).toMatchObject({ status: "running" });
  });

  it.each([{ jobId: "../job_1" }, { jobId: 1 }, {}, { jobId: "a".repeat(129) }, { __proto__: { jobId: "job_1" } }])(
    "with the ids %j is taken and changes nothing",
    async (data) => {
      const { send, bodyNow, settled } = webhookRelay(() => answerOf(runningJob("job_1")));
      await bodyNow();
      expect((await send("job.completed", data)).status).toBe(200);
      expect(await bodyNow()).toMatchObject({ status: "running" });
      expect(settled).toEqual([]);
    },
  );
});

describe("an event about a lease request", () => {
  it("is followed by a read, which alone knows whether all accounts were assigned", async () => {
    let status = "requested";
    const { send, bodyNow, settled, asked } = webhookRelay(() => answerOf(lease(status)));
    await bodyNow(LEASE);
    status = "partial";
    await vi.advanceTimersByTimeAsync(2_000);
    await send("lease_request.assigned", {
      requestId: "lreq_1",
      projectId: "prj_1",
      assignedSocialAccountIds: ["sa_1"],
    });
    expect(await bodyNow(LEASE)).toMatchObject({ status: "partial" });
    expect(settled).toMatchObject([{ value: { outcome: "partial" } }]);
    expect(asked).toHaveLength(2);
  });

  it("waits for a slow read rather than say what may not be so", async () => {
    let isDone = false;
    const { send, bodyNow, settled } = webhookRelay(async () => {
      if (!isDone) return answerOf(lease("requested"));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return answerOf(lease("partial"));
    });
    await bodyNow(LEASE);
    isDone = true;
    await vi.advanceTimersByTimeAsync(2_000);
    await whileTimePasses(send("lease_request.assigned", { requestId: "lreq_1", projectId: "prj_1" }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(settled).toMatchObject([{ value: { status: "partial" } }]);
  });

  it("finds its project where the event does not name it", async () => {
    let status = "requested";
    const { send, bodyNow } = webhookRelay(() => answerOf(lease(status)));
    await bodyNow(LEASE);
    await vi.advanceTimersByTimeAsync(2_000);
    status = "rejected";
    await send("lease_request.rejected", { requestId: "lreq_1", note: "not supported" });
    expect(await bodyNow(LEASE)).toMatchObject({ status: "rejected" });
  });
});

describe("an event that does not name its project", () => {
  const OTHER = "/layers/v1/projects/prj_2/leased-accounts/requests/lreq_1";
  const world = (isThere: boolean) => {
    let status = "requested";
    const relay = webhookRelay(({ path }) =>
      isThere && path.includes("prj_1")
        ? answerOf(lease(status))
        : answerOf({ error: { code: "NOT_FOUND", message: "" } }, {}, 404),
    );
    return {
      ...relay,
      reject: () => (
        (status = "rejected"),
        relay.send("lease_request.rejected", { requestId: "lreq_1", note: "not supported" })
      ),
    };
  };

  it("touches no request of another project that somebody has asked about and that there is not", async () => {
    const { get, reject, settled, bodyNow } = world(false);
    expect((await get(OTHER)).status).toBe(404);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await reject()).status).toBe(200);
    expect(settled).toEqual([]);
    expect((await bodyNow(OTHER))["status"]).toBeUndefined();
  });

  it("finds the one that there is, whatever else somebody has asked about", async () => {
    const { get, reject, bodyNow } = world(true);
    await bodyNow(LEASE);
    await get(OTHER);
    await vi.advanceTimersByTimeAsync(2_000);
    await reject();
    expect(await bodyNow(LEASE)).toMatchObject({ status: "rejected" });
  });
});

describe("an event that comes again", () => {
  it("is answered 200 and does nothing, be it at once or days later", async () => {
    const job = runningJob("job_1");
    const { send, bodyNow, settled, asked } = webhookRelay(() => answerOf(job), {});
    await bodyNow();
    for (let times = 0; times < 3; times += 1)
      expect((await send("job.completed", completed, { id: "evt_same" })).status).toBe(200);
    await vi.advanceTimersByTimeAsync(3 * 86_400_000);
    const reads = asked.length;
    expect((await send("job.completed", completed, { id: "evt_same" })).status).toBe(200);
    expect(asked).toHaveLength(reads);
    expect(settled).toHaveLength(1);
  });

  it("under the same id is not taken in, whatever it says now", async () => {
    const { send, bodyNow } = webhookRelay(({ path }) => answerOf(runningJob(path.slice(9))));
    await send("test.ping", {}, { id: "evt_same" });
    expect((await send("job.completed", completed, { id: "evt_same" })).status).toBe(200);
    expect(await bodyNow()).toMatchObject({ status: "running" });
  });

  it("is taken in after all where the first try failed", async () => {
    const { send, settled, incidents } = webhookRelay(() => answerOf(runningJob("job_1")));
    const broken = { jobId: "job_1", kind: "content_generate" };
    const digest = vi.spyOn(crypto.subtle, "digest").mockRejectedValueOnce(new Error("out of memory"));
    expect((await send("job.canceled", broken, { id: "evt_again" })).status).toBe(500);
    digest.mockRestore();
    expect(incidents.length).toBeGreaterThan(0);
    expect((await send("job.canceled", broken, { id: "evt_again" })).status).toBe(200);
    expect(settled).toHaveLength(1);
  });
});

describe("what is no event of Layers is refused and changes nothing", () => {
  it.each<[string, { secret?: string; atMs?: number }]>([
    ["forged", { secret: "whsec_guess" }],
    ["old", { atMs: Date.parse("2026-04-18T19:14:59Z") }],
    ["of the future", { atMs: Date.parse("2026-04-18T19:25:01Z") }],
  ])("%s", async (_, how) => {
    const { send, bodyNow, settled } = webhookRelay(() => answerOf(runningJob("job_1")));
    const response = await send("job.completed", completed, how);
    expect(response.status).toBe(401);
    expect(JSON.stringify(await errorOf(response))).not.toContain(SECRET);
    expect(await bodyNow()).toMatchObject({ status: "running" });
    expect(settled).toEqual([]);
    // A forged one does not take the place of the true one.
    expect((await send("job.completed", completed, { id: "evt_1" })).status).toBe(200);
    expect(settled).toHaveLength(1);
  });

  it("more than 256 KiB", async () => {
    const { send } = webhookRelay(() => answerOf(runningJob("job_1")));
    expect((await send("job.completed", { ...completed, result: "x".repeat(262_144) })).status).toBe(413);
  });

  it("anything at all where no secret was given", async () => {
    const { send } = webhookRelay(() => answerOf(runningJob("job_1")), { upstreams: { layers: { apiKey: KEY } } });
    expect((await send("job.completed", completed)).status).toBe(404);
  });
});

describe("an event with a key in it, though signed, is withheld and told without the key", () => {
  const error = (message: string): object => ({
    jobId: "job_1",
    kind: "content_generate",
    error: { code: "X", message },
  });
  it.each<[string, object, string?]>([
    ["the API key", error(`bad key ${KEY}`)],
    ["the webhook's secret", error(SECRET)],
    ["an escaped one", error(encodeURIComponent(KEY).replaceAll("_", "%5F"))],
    ["one as the job's id", { ...error("no"), jobId: KEY }],
    ["one as its own id", error("no"), KEY],
  ])("%s", async (_, data, id) => {
    const kept = memoryStore();
    const writes: unknown[] = [];
    const set: typeof kept.set = (...given) => (writes.push(given), kept.set(...given));
    const swap: typeof kept.swap = (...given) => (writes.push(given), kept.swap(...given));
    const publish: typeof kept.publish = (...given) => (writes.push(given), kept.publish(...given));
    const store = { get: kept.get, set, swap, publish, subscribe: kept.subscribe };
    const { send, bodyNow, settled, incidents } = webhookRelay(() => answerOf(runningJob("job_1")), { store });
    await bodyNow();
    const response = await send("job.failed", data, id === undefined ? {} : { id });
    const answered = await response.text();
    expect([response.status, answered]).toEqual([502, expect.stringContaining("INVALID_RESPONSE")]);
    expect(await bodyNow()).toMatchObject({ status: "running" });
    expect([settled, incidents]).toEqual([[], [expect.objectContaining({ operation: "layers.webhook" })]]);
    expect(JSON.stringify([answered, incidents, writes])).not.toMatch(
      new RegExp(`${KEY}|${SECRET}|${KEY.replaceAll("_", "%5F")}`),
    );
  });
});

it("events that are about no operation are taken and passed over", async () => {
  const { send, settled } = webhookRelay(() => answerOf(runningJob("job_1")));
  for (const type of ["test.ping", "account.created", "__proto__"]) expect((await send(type, {})).status).toBe(200);
  expect(settled).toEqual([]);
});

it("an onSettled that fails is told to onError, and to nobody else", async () => {
  const { get, incidents } = webhookRelay(() => answerOf(runningJob("job_1", { status: "completed" })), {
    onSettled: () => Promise.reject(new Error("smtp is down")),
  });
  expect((await get()).status).toBe(200);
  await vi.waitFor(() => expect(incidents).toMatchObject([{ cause: "Error: smtp is down" }]), 10_000);
});
