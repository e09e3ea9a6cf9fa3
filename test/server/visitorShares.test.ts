import { type RelayOptions } from "longrun/server";
import { expect, it, vi } from "vitest";
import { fixed } from "../../src/polling/fixed";
import { defineOperation } from "./customOperation";
import { answerOf, scriptedRelay, whileTimePasses } from "./scriptedRelay";

const LIMIT = 60;

/** A relay under a small key, which knows its visitors by their address. */
function smallKey(options: Partial<RelayOptions> = {}) {
  const scripted = scriptedRelay(
    ({ path }) =>
      path.includes("/none")
        ? answerOf({ error: { code: "NOT_FOUND", message: "" } }, {}, 404)
        : answerOf({ status: "rendering" }),
    {
      upstreams: {
        acme: {
          baseUrl: "https://acme.example",
          operations: [defineOperation("acme", fixed(10_000))],
          readsPerMinute: LIMIT,
        },
      },
      ...options,
    },
  );
  const ask = (who: string, id: string, headers = {}): Promise<Response> =>
    scripted.relay.handle(new Request(`https://app.example/api/longrun/acme/v1/renders/${id}`, { headers }), {
      remoteAddress: who,
    });
  /** How many of several questions at once are answered otherwise than with 429. */
  const answered = async (who: string, ids: readonly string[]): Promise<number> => {
    const answers = await whileTimePasses(Promise.all(ids.map((id) => ask(who, id))));
    return answers.filter(({ status }) => status !== 429).length;
  };
  return { ...scripted, ask, answered };
}

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

it("a visitor who makes up three hundred ids leaves some of the key to whoever comes after, and so do four of them together", async () => {
  const { answered } = smallKey();
  const firstOne = await answered("10.0.0.1", ids("none-a", 300));
  expect(firstOne).toBeGreaterThan(20);
  expect(firstOne).toBeLessThan(30);
  expect(await answered("10.0.0.2", ["r1"])).toBe(1);
  for (let other = 3; other <= 5; other += 1) await answered(`10.0.0.${other}`, ids(`none-${other}-`, 300));
  expect(await answered("10.0.0.99", ["r2"])).toBe(1);
});

it("an id that there is not costs whoever asked for it, and not whoever else asks", async () => {
  const { answered, ask, asked } = smallKey();
  await answered("10.0.0.1", ids("none", 300));
  const refused = await ask("10.0.0.1", "r1");
  expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  // The same operation, asked for by somebody else.
  expect((await ask("10.0.0.2", "r1")).status).toBe(200);
  // And now that it is known, the first one sees it too.
  expect((await ask("10.0.0.1", "r1")).status).toBe(200);
  expect(asked.filter(({ path }) => path.endsWith("/r1"))).toHaveLength(1);
});

it("somebody who waits for a read that another began, and may not make, makes it", async () => {
  const { answered, ask } = smallKey();
  await answered("10.0.0.1", ids("none", 300));
  const [refused, answer] = await whileTimePasses(Promise.all([ask("10.0.0.1", "r1"), ask("10.0.0.2", "r1")]));
  expect([refused.status, answer.status]).toEqual([429, 200]);
});

it("what is watched is polled on while another visitor asks for ever more", async () => {
  const { answered, ask, asked } = smallKey();
  await ask("10.0.0.1", "r1");
  for (let second = 0; second < 120; second += 1) {
    await ask("10.0.0.1", "r1");
    await answered("10.0.0.2", ids(`none-${second}-`, 20));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const atMs = asked.filter(({ path }) => path.endsWith("/r1")).map((one) => one.atMs);
  expect(atMs.length).toBeGreaterThanOrEqual(10);
  for (const [index, at] of atMs.slice(1).entries()) expect(at - (atMs[index] ?? 0)).toBeLessThanOrEqual(12_500);
}, 20_000);

it("one who watches hundreds of operations does not stretch the polls of one who watches a single one", async () => {
  const { answered, ask, asked } = smallKey();
  for (let second = 0; second < 420; second += 2) {
    await ask("10.0.0.1", "r1");
    await answered("10.0.0.2", ids("hoarded", 100));
    await vi.advanceTimersByTimeAsync(2_000);
  }
  const readsOf = (id: string): number =>
    asked.filter(({ path, atMs }) => path.endsWith(`/${id}`) && atMs >= Date.now() - 180_000).length;
  // Half of the key is one's own: more than a poll every ten seconds takes. All operations alike would be read once in
  // 144 s.
  expect(readsOf("r1")).toBeGreaterThanOrEqual(14);
  expect(readsOf("hoarded0")).toBeLessThanOrEqual(3);
}, 60_000);

it("a visitor who wants everything younger than it is due takes that from their own share, and delays nobody's poll", async () => {
  const { ask, asked } = smallKey();
  await Promise.all([ask("10.0.0.1", "r1"), ask("10.0.0.2", "r2")]);
  for (let second = 0; second < 120; second += 1) {
    await ask("10.0.0.1", "r1");
    // It waits where it is too soon after the last; and is never an error.
    expect((await whileTimePasses(ask("10.0.0.2", "r2", { "cache-control": "max-age=0, no-cache" }))).status).toBe(200);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const last = asked.filter(({ atMs }) => atMs >= Date.now() - 60_000);
  expect(last.filter(({ path }) => path.endsWith("/r2")).length).toBeLessThan(30);
  expect(last.filter(({ path }) => path.endsWith("/r1")).length).toBeGreaterThanOrEqual(5);
}, 20_000);

it("says once to whoever runs the relay that all count as one where the platform tells no addresses, and not before somebody is refused", async () => {
  const { get, incidents } = smallKey();
  await get("/acme/v1/renders/r1");
  expect(incidents).toEqual([]);
  await Promise.all(ids("none", 100).map((id) => get(`/acme/v1/renders/${id}`)));
  expect(incidents.map(({ message }) => message)).toEqual([expect.stringContaining("visitorOf")]);
});
