import { memoryStore, verifyLayersWebhook } from "longrun/server";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { jobOperation } from "../../src/providers/layers/job";
import { parseOperation } from "../../src/operations/value/parseOperation";
import { defineOperation } from "./customOperation";
import { answerOf, scriptedRelay, whileTimePasses } from "./scriptedRelay";
import { errorOf, runningJob } from "./upstream";

/**
 * A Response whose status the platform would not let anybody make, as a fetch of one's own may give it, or a server
 * that makes statuses up.
 */
function withStatus(status: unknown): Response {
  return Object.defineProperty(answerOf(runningJob("job_1")), "status", { value: status });
}

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe("an upstream's status that HTTP does not have", () => {
  it.each([0, 101, 199, 600, 799, 999, Number.NaN, "no number"])(
    "%s is a 502, for reads and actions",
    async (status) => {
      const { get } = scriptedRelay(() => withStatus(status));
      const cancel = { method: "POST", body: "{}" };
      for (const response of [
        await get(),
        await get("/layers/v1/jobs/job_2/cancel", { "content-type": "application/json" }, cancel),
      ]) {
        expect([response.status, (await errorOf(response)).code]).toEqual([502, "INVALID_RESPONSE"]);
      }
    },
  );
});

describe("a value in the store that no relay has put there is a miss", () => {
  const known = {
    body: JSON.stringify(runningJob("job_1", { progress: 0.9 })),
    etag: '"v9"',
    upstreamEtag: '"v9"',
    isTerminal: false,
    answeredAtMs: Date.parse("2026-04-18T19:20:00Z"),
    dueAtMs: Date.parse("2026-04-18T19:20:05Z"),
    history: {
      key: "k",
      updateCount: 1,
      failureCount: 0,
      firstAnswerMs: 0,
      status: "running",
      samples: [{ atMs: 0, progress: 0.9, stage: null }],
    },
    via: "read",
    wasSeenRunning: false,
    fillsLeft: 0,
  };
  const progressOf = async (stored: unknown): Promise<unknown> => {
    const kept = memoryStore();
    const look = async (keys: readonly string[]): Promise<unknown> =>
      keys.some((key) => /\bop:/.test(key)) ? stored : kept.get(keys);
    const store = { get: look, set: kept.set, swap: kept.swap, publish: kept.publish, subscribe: kept.subscribe };
    const { get } = scriptedRelay(() => answerOf(runningJob("job_1", { progress: 0.1 })), { store });
    const response = await whileTimePasses(get());
    return ((await response.json()) as { progress: unknown }).progress;
  };

  it("and one that a relay has put there is an answer", async () => {
    expect(await progressOf(known)).toBe(0.9);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a tag with a line break", { etag: '"v\n9"' }],
    ["a tag beyond Latin-1", { etag: '"\u{1F4A5}"' }],
    ["a tag to ask with that no header can carry", { upstreamEtag: '"\r\nx: y"', dueAtMs: 0 }],
    ["a tag as long as a book", { etag: `"${"x".repeat(100_000)}"` }],
    ["a body that is no JSON", { body: "<html>" }],
    ["a body that is a list", { body: "[]" }],
    ["a body nested 5,000 levels", { body: `{"a":${nested(5_000)}}` }],
    ["a due time at the end of days", { dueAtMs: 1e300 }],
    ["times that are none", { answeredAtMs: "now" }],
    ["a history of nothing", { history: {} }],
    [
      "a history with more in it, nested 20,000 levels",
      { history: { ...known.history, extra: JSON.parse(nested(20_000)) as unknown } },
    ],
    ["samples that are none", { history: { ...known.history, samples: [null] } }],
    ["a count below 0", { fillsLeft: -1 }],
  ])("%s is ignored, and the upstream is read", async (_, poison) => {
    expect(await progressOf({ ...known, ...poison })).toBe(0.1);
  });
});

describe("what is nested 5,000 levels", () => {
  it.each([jobOperation, defineOperation("acme")])("is no answer of $name", (operation) => {
    const body: unknown = JSON.parse(`{"jobId":"job_1","status":"running","kind":"x","deep":${nested(5_000)}}`);
    expect(() => parseOperation(operation, body)).toThrow(
      expect.objectContaining({
        name: "OperationError",
        code: "INVALID_RESPONSE",
        message: expect.stringContaining("nested too deeply") as string,
      }),
    );
  });

  it("but what is nested as deep as people read is one", () => {
    expect(
      parseOperation(jobOperation, JSON.parse(`{"jobId":"job_1","status":"running","kind":"x","deep":${nested(100)}}`))
        .status,
    ).toBe("running");
  });

  it("is a 502 where an upstream sends it", async () => {
    const { get } = scriptedRelay(
      () => new Response(`{"jobId":"job_1","status":"running","kind":"x","deep":${nested(5_000)}}`),
    );
    const response = await get();
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "INVALID_RESPONSE"]);
  });

  it.each([200, 404, 409, 500])("is a 502 also with status %i, of a read or an action", async (status) => {
    const { get } = scriptedRelay(() => new Response(`{"deep":${nested(501)}}`, { status }));
    for (const response of [
      await get(),
      await get("/layers/v1/jobs/job_2/cancel", { "content-type": "application/json" }, { method: "POST", body: "{}" }),
    ]) {
      expect([response.status, (await errorOf(response)).code]).toEqual([502, "INVALID_RESPONSE"]);
    }
  });

  it("is a 400 where a visitor sends it, and no bug", async () => {
    const { get, asked, incidents } = scriptedRelay(() => answerOf({}));
    const body = `{"count":1,"niche":{"vertical":"x"},"target":${nested(5_000)}}`;
    const response = await get(
      "/layers/v1/projects/p/leased-accounts/request",
      { "content-type": "application/json" },
      { method: "POST", body },
    );
    expect([response.status, (await errorOf(response)).message, asked, incidents]).toEqual([
      400,
      "layers.lease-request: the body is nested too deeply.",
      [],
      [],
    ]);
  });

  it("is no event, though signed", async () => {
    const payload = `{"id":"evt_1","type":"job.failed","data":{"jobId":"job_1","error":${nested(5_000)}}}`;
    const mac = createHmac("sha256", "s").update(`1000.${payload}`).digest("hex");
    await expect(
      verifyLayersWebhook({ payload, signature: `t=1000,v1=${mac}`, secret: "s", now: 1_000_000 }),
    ).rejects.toMatchObject({ code: "INVALID_EVENT" });
  });
});
