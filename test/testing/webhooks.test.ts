import { createHmac } from "node:crypto";
import type { SimulatedWebhook } from "longrun/testing";
import { createSimulator } from "longrun/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { ask, HOUR, MINUTE, START } from "./harness";

interface Received {
  readonly url: string;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly data: unknown; readonly replayOf?: string };
  readonly headers: Headers;
}

const URL_OF_OURS = "https://app.example/webhooks";

let received: Received[] = [];
let answer: () => Response | Promise<Response> = () => new Response(null, { status: 204 });

const receiver: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const body = await request.text();
  received.push({ url: request.url, body, event: JSON.parse(body) as Received["event"], headers: request.headers });
  return answer();
};

let simulator = createSimulator();

beforeEach(() => {
  received = [];
  answer = () => new Response(null, { status: 204 });
  simulator = createSimulator({ now: () => START, webhookFetch: receiver });
});

const hmac = (secret: string, signed: string) => createHmac("sha256", secret).update(signed).digest("hex");
const add = (secret?: string): SimulatedWebhook =>
  simulator.layers.addWebhook({ url: URL_OF_OURS, ...(secret === undefined ? {} : { secret }) });
const start = (outcome: "completed" | "failed" | "canceled" = "completed", durationMs = 1_000) =>
  simulator.layers.startJob({ kind: "content_generate", outcome, durationMs }).jobId;

describe("an event", () => {
  test("is emitted for every end, in the order of the ends", async () => {
    add();
    const later = start("failed", 3_000);
    const sooner = start("completed", 2_000);
    const soonest = start("canceled", 1_000);
    const { requestId, projectId } = simulator.layers.requestLease({ afterMs: 4_000, outcome: "partial" });
    const rejected = simulator.layers.requestLease({ afterMs: 5_000, outcome: "rejected" });
    simulator.advance(5_000);
    await simulator.layers.deliverWebhooks();
    const kind = "content_generate";
    expect(received.map(({ event: { type, data } }) => ({ type, data }))).toEqual([
      { type: "job.canceled", data: { jobId: soonest, kind } },
      { type: "job.completed", data: { jobId: sooner, kind, result: simulator.layers.getJob(sooner)?.result } },
      { type: "job.failed", data: { jobId: later, kind, error: simulator.layers.getJob(later)?.error } },
      {
        type: "lease_request.assigned",
        data: {
          requestId,
          projectId,
          assignedSocialAccountIds: simulator.layers.getLease(requestId)?.assignedSocialAccountIds,
        },
      },
      { type: "lease_request.rejected", data: { requestId: rejected.requestId, projectId, note: expect.any(String) } },
    ]);
  });

  test("is posted as JSON, with its id in a header and none of the simulator's fields", async () => {
    add();
    start();
    simulator.advance(1_000);
    await simulator.layers.deliverWebhooks();
    const [post] = received;
    expect(post?.url).toBe(URL_OF_OURS);
    expect(Object.keys(post?.event ?? {})).toEqual(["id", "type", "data"]);
    expect(post?.event.id).toMatch(/^evt_[0-9A-Z]{26}$/);
    expect(post?.headers.get("x-layers-event-id")).toBe(post?.event.id);
    expect(post?.headers.get("content-type")).toBe("application/json");
  });

  test("is collected by a request, by advance and by events(), and only once", async () => {
    let nowMs = START;
    simulator = createSimulator({ now: () => nowMs, webhookFetch: receiver });
    const heard: string[] = [];
    const stop = simulator.layers.onEvent(({ type }) => heard.push(type));
    start();
    nowMs += 1_000;
    expect(heard).toEqual([]);
    await ask(simulator, "/v1/jobs/job_1");
    expect(heard).toEqual(["job.completed"]);
    const canceled = start("completed", HOUR);
    simulator.layers.cancelJob(canceled);
    simulator.advance(3_000);
    expect(heard).toEqual(["job.completed", "job.canceled"]);
    simulator.layers.settleJob(start("completed", HOUR), { outcome: "failed" });
    expect(heard).toEqual(["job.completed", "job.canceled", "job.failed"]);
    stop();
    simulator.layers.settleLease(simulator.layers.requestLease().requestId);
    expect(heard).toHaveLength(3);
    expect(simulator.layers.events().map(({ type }) => type)).toEqual([...heard, "lease_request.assigned"]);
  });

  test("can be replayed, under a new id", async () => {
    add();
    start();
    simulator.advance(1_000);
    const [event] = simulator.layers.events();
    const replayed = simulator.layers.replayEvent(event?.id ?? "");
    await simulator.layers.deliverWebhooks();
    expect(replayed.id).not.toBe(event?.id);
    expect(received[1]?.event).toEqual({
      id: replayed.id,
      type: "job.completed",
      data: event?.data,
      replayOf: event?.id,
    });
    expect(() => simulator.layers.replayEvent("evt_none")).toThrow(TypeError);
  });

  test("is not posted to an endpoint that was added later", async () => {
    let nowMs = START;
    simulator = createSimulator({ now: () => nowMs, webhookFetch: receiver });
    start();
    nowMs += 1_000;
    add();
    await simulator.layers.deliverWebhooks();
    expect(received).toEqual([]);
  });
});

describe("a signature", () => {
  test("is the HMAC of time and body, at the time of the clock that was passed in", async () => {
    const { secret } = add();
    start();
    simulator.speed = 100;
    simulator.advance(48 * HOUR);
    await simulator.layers.deliverWebhooks();
    const t = START / 1_000;
    expect(received[0]?.headers.get("x-layers-signature")).toBe(
      `t=${t},v1=${hmac(secret, `${t}.${received[0]?.body}`)}`,
    );
  });

  test("can be made of anything, by one secret or several", async () => {
    const { signWebhook } = simulator.layers;
    expect(await signWebhook("{}", "s1", 1_700_000_000)).toBe(`t=1700000000,v1=${hmac("s1", "1700000000.{}")}`);
    expect(await signWebhook("ünï", ["s1", "s2"], 5)).toBe(`t=5,v1=${hmac("s1", "5.ünï")},v1=${hmac("s2", "5.ünï")}`);
    expect(await signWebhook("{}", "s1")).toMatch(new RegExp(`^t=${START / 1_000},v1=`));
  });

  test("is made with the old secret too for a day after it was replaced", async () => {
    const webhook = add("old");
    const next = webhook.rotateSecret();
    expect(webhook.secret).toBe(next);
    expect(next).not.toBe("old");
    webhook.ping();
    await simulator.layers.deliverWebhooks();
    simulator.advance(24 * HOUR);
    webhook.ping();
    await simulator.layers.deliverWebhooks();
    const t = START / 1_000;
    const of = (index: number, secret: string) => `v1=${hmac(secret, `${t}.${received[index]?.body}`)}`;
    expect(received.map(({ headers }) => headers.get("x-layers-signature"))).toEqual([
      `t=${t},${of(0, next)},${of(0, "old")}`,
      `t=${t},${of(1, next)}`,
    ]);
    expect(received[0]?.event.type).toBe("test.ping");
  });
});

describe("a delivery", () => {
  test.each([
    ["refused", () => new Response(null, { status: 500 }), 500],
    ["redirected", () => new Response(null, { status: 302 }), 302],
    ["not reached", () => Promise.reject(new TypeError("fetch failed")), null],
  ])("that is %s is tried again, later each time, with the same id", async (_how, failing, status) => {
    const webhook = add();
    answer = failing;
    start();
    simulator.advance(1_000);
    await simulator.layers.deliverWebhooks();
    simulator.advance(9_999);
    await simulator.layers.deliverWebhooks();
    expect(received).toHaveLength(1);
    simulator.advance(1);
    await simulator.layers.deliverWebhooks();
    expect(received).toHaveLength(2);
    answer = () => new Response(null, { status: 200 });
    simulator.advance(19_999);
    await simulator.layers.deliverWebhooks();
    expect(received).toHaveLength(2);
    simulator.advance(1);
    await simulator.layers.deliverWebhooks();
    simulator.advance(HOUR);
    await simulator.layers.deliverWebhooks();
    const [first] = received;
    expect(received.map(({ event }) => event)).toEqual([first?.event, first?.event, first?.event]);
    expect(webhook.attempts).toEqual(
      [status, status, 200].map((each, index) => ({ eventId: first?.event.id, attempt: index + 1, status: each })),
    );
  });

  test("stops after twenty failures in a row, and goes on where it was when it is resumed", async () => {
    const webhook = add();
    answer = () => new Response(null, { status: 503 });
    start();
    simulator.advance(1_000);
    for (let hour = 0; hour < 30; hour += 1) {
      await simulator.layers.deliverWebhooks();
      simulator.advance(HOUR);
    }
    expect(received).toHaveLength(20);
    expect(webhook.paused).toBe(true);
    answer = () => new Response(null, { status: 200 });
    webhook.resume();
    await simulator.layers.deliverWebhooks();
    expect([received.length, webhook.paused]).toEqual([21, false]);
  });

  test("goes to every endpoint, but not to removed ones", async () => {
    add().remove();
    add();
    add();
    start();
    simulator.advance(1_000);
    await simulator.layers.deliverWebhooks();
    expect(received).toHaveLength(2);
  });

  test.each(["/webhooks", "ftp://app.example", "nonsense"])("can't go to %s", (url) => {
    expect(() => simulator.layers.addWebhook({ url })).toThrow(TypeError);
    expect(() => simulator.layers.addWebhook({ url: URL_OF_OURS, secret: "" })).toThrow(TypeError);
  });

  test("is not held up by another that hangs", async () => {
    add();
    let release: (response: Response) => void = () => undefined;
    answer = () => new Promise((resolve) => (release = resolve));
    start("completed", 1_000);
    start("completed", 2_000);
    simulator.advance(1_000);
    const delivered = simulator.layers.deliverWebhooks();
    await expect.poll(() => received.length).toBe(1);
    answer = () => new Response(null, { status: 200 });
    simulator.advance(MINUTE);
    await expect.poll(() => received.length).toBe(2);
    release(new Response(null, { status: 200 }));
    await delivered;
    expect(received).toHaveLength(2);
  });
});
