import { describe, expect, it, vi } from "vitest";
import { MAX_FIRST_READS } from "../../src/server/cache/entry/Flight";
import { answerOf, scriptedRelay, whileTimePasses } from "./scriptedRelay";

/** A relay whose upstream answers nothing until `answer` is called; as many first reads as there may be are waiting. */
async function busyRelay() {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { get, asked } = scriptedRelay(async () => {
    await answered;
    return answerOf({ status: "rendering" });
  });
  const waiting = Array.from({ length: MAX_FIRST_READS }, (_, index) => get(`/acme/v1/renders/r${index}`));
  await vi.waitFor(() => expect(asked).toHaveLength(MAX_FIRST_READS));
  return { get, asked, answer, waiting };
}

describe("while as many first reads wait as may", () => {
  it("another is refused with 503 TOO_MANY_READS, and nothing is sent", async () => {
    const { get, asked } = await busyRelay();
    const refused = await get("/acme/v1/renders/other");
    expect([refused.status, refused.headers.get("retry-after"), asked.length]).toEqual([503, "1", MAX_FIRST_READS]);
    expect(await refused.json()).toMatchObject({ error: { code: "TOO_MANY_READS" } });
  });

  it("who asks about the same operation waits with the others, and is answered", async () => {
    const { get, asked, answer, waiting } = await busyRelay();
    const joined = get("/acme/v1/renders/r0");
    answer();
    expect([(await whileTimePasses(joined)).status, asked.length]).toEqual([200, MAX_FIRST_READS]);
    expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true);
  });

  it("what is known is given, and once they have ended another is read", async () => {
    const { get, answer, waiting } = await busyRelay();
    await get("/acme/v1/renders/other");
    answer();
    await whileTimePasses(Promise.all(waiting));
    expect((await get("/acme/v1/renders/r0")).status).toBe(200);
    expect((await whileTimePasses(get("/acme/v1/renders/other"))).status).toBe(200);
  });
});

it("reads that were lost with the request that began them leave room for others", async () => {
  const { get, asked } = await busyRelay();
  // As on a platform that ends a request's timers with it: their deadlines never come.
  vi.clearAllTimers();
  vi.setSystemTime(Date.now() + 60_000);
  void get("/acme/v1/renders/other");
  await vi.waitFor(() => expect(asked.map(({ path }) => path)).toContain("/v1/renders/other"));
});
