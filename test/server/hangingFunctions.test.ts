import type { RelayOptions } from "longrun/server";
import { expect, it } from "vitest";
import { answerOf, scriptedRelay, whileTimePasses } from "./scriptedRelay";
import { errorOf, runningJob } from "./upstream";

const JOB = "/layers/v1/jobs/job_1";
const hang = (): Promise<never> => new Promise(() => undefined);
const CALLS: readonly (readonly [string, string, RequestInit])[] = [
  ["a read", JOB, {}],
  ["an action", `${JOB}/cancel`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }],
  ["a stream", `/events?watch=${JOB.slice(1)}`, {}],
];

function relayOf(options: Partial<RelayOptions>) {
  return scriptedRelay(
    ({ path }) =>
      answerOf(path.endsWith("/cancel") ? { jobId: "job_1", accepted: true } : runningJob("job_1"), { etag: '"1"' }),
    { timeoutMs: 1_000, ...options },
  );
}

it.each(CALLS)(
  "where authorize never answers, %s is a 500 after timeoutMs, and nothing is sent",
  async (_, path, init) => {
    const { get, asked, incidents } = relayOf({ authorize: hang });
    const beganAtMs = Date.now();
    const response = await whileTimePasses(get(path, {}, init));
    expect([response.status, (await errorOf(response)).code, asked]).toEqual([500, "SERVER_ERROR", []]);
    expect(Date.now() - beganAtMs).toBeGreaterThanOrEqual(1_000);
    expect(Date.now() - beganAtMs).toBeLessThan(2_000);
    expect(incidents).toMatchObject([{ message: expect.stringContaining("in time"), operation: "layers.job" }]);
  },
);

it.each(CALLS)(
  "where visitorOf never answers, %s is answered all the same, and its visitor counts by address",
  async (_, path, init) => {
    const { get, incidents } = relayOf({ visitorOf: hang });
    expect((await whileTimePasses(get(path, {}, init))).status).toBe(200);
    const isAsked = !path.endsWith("/cancel");
    expect(incidents.map(({ message }) => message)).toEqual(
      isAsked ? [expect.stringContaining("counted by address")] : [],
    );
  },
);

it("where visitorOf never answers, a read that is to name its session is answered too", async () => {
  const { get } = relayOf({ visitorOf: hang });
  await whileTimePasses(get(JOB));
  expect((await whileTimePasses(get(JOB, { "x-longrun-push": "1" }))).status).toBe(200);
});
