import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Coverage } from "../../../src/client/push/Coverage";
import { PushLeader } from "../../../src/client/push/PushLeader";
import { FakeEvents } from "../FakeEvents";

const [A, B] = ["layers/v1/jobs/a", "layers/v1/jobs/b"] as const;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A leader, the streams it opened with the cookies of the moment, and what it told the tabs. */
function leading() {
  const cookies = { session: "ada" };
  const opened: FakeEvents[] = [];
  const told: string[] = [];
  const listening: Coverage[] = [];
  const gone = new Map<string, () => void>();
  const leader = new PushLeader({
    baseUrl: "/api/longrun",
    open: (url) => {
      const events = new FakeEvents(url, cookies.session);
      opened.push(events);
      return events;
    },
    onChange: ({ watch, etag }) => told.push(`${watch} ${etag}`),
    onCoverage: (is) => listening.push(is),
    whenGone: (tab, forget) => gone.set(tab, forget),
  });
  const last = (): FakeEvents => opened.at(-1) ?? new FakeEvents("none");
  return { leader, cookies, opened, last, told, listening, gone };
}

async function leadingFor(...names: readonly string[]) {
  const set = leading();
  set.leader.want("tab 1", names);
  await pass(50);
  set.last().emit("ready");
  return set;
}

describe("the tab with the connection", () => {
  it("opens it for the operations of all tabs, and drops those that only closed tabs wanted", async () => {
    const { leader, last, gone, opened } = await leadingFor(A);
    expect(leader.want("tab 2", [B])).toBe(true);
    expect(leader.want("tab 2", [B])).toBe(false);
    await pass(50);
    expect([last().watches, [...gone.keys()]]).toEqual([
      [A, B],
      ["tab 1", "tab 2"],
    ]);
    for (const forget of gone.values()) forget();
    await pass(50);
    expect(opened.map(({ readyState }) => readyState)).toEqual([2, 2]);
  });

  it("says what is heard now", async () => {
    const { leader, last, listening } = await leadingFor(A);
    expect([leader.coverage, listening]).toEqual([{ names: [A], session: "ada" }, [{ names: [A], session: "ada" }]]);
    last().fail(0);
    expect(leader.coverage).toEqual({ names: [], session: null });
  });

  it("sends a known value to each new subscriber, once", async () => {
    const { leader, last, told } = await leadingFor(A, B);
    last().change(A, "1");
    expect(told).toEqual([`${A} 1`]);
    leader.want("tab 1", [A, B]);
    leader.want("tab 2", [B]);
    expect(told).toHaveLength(1);
    leader.want("tab 2", [A, B]);
    expect(told).toEqual([`${A} 1`, `${A} 1`]);
  });

  it("sends no value from before its last subscriber left, from a broken stream or another session", async () => {
    const { leader, last, told } = await leadingFor(A, B);
    last().change(A, "1");
    leader.want("tab 1", [B]);
    leader.want("tab 1", [A, B]);
    last().change(A, "2");
    last().fail(0);
    leader.want("tab 2", [A]);
    last().emit("ready");
    last().change(A, "3");
    last().emit("ready", { session: "bob" });
    leader.want("tab 3", [A]);
    expect(told).toEqual([`${A} 1`, `${A} 2`, `${A} 3`]);
  });
});

describe("a stream is opened with the cookies of now", () => {
  it("when a tab's reads are in another session, and not for one in the same", async () => {
    const { leader, last, opened, cookies, told } = await leadingFor(A);
    last().change(A, "1");
    leader.changeSession("ada");
    await pass(30_000);
    const before = opened.length;
    cookies.session = "bob";
    leader.changeSession("bob");
    // What is known was told to somebody else.
    leader.want("tab 2", [A]);
    expect(told).toHaveLength(1);
    await pass(0);
    expect([opened.length - before, last().session]).toEqual([1, "bob"]);
    last().emit("ready");
    await pass(30_000);
    expect(opened.length - before).toBe(1);
  });

  it("when a tab's reads are refused", async () => {
    const { leader, opened } = await leadingFor(A);
    leader.changeSession(null);
    await pass(0);
    expect(opened).toHaveLength(2);
  });

  it("once in half a minute at the most, and then once for all that has turned", async () => {
    const { leader, opened, last } = await leadingFor(A);
    leader.changeSession(null);
    await pass(0);
    last().emit("ready");
    for (const session of [null, "bob", null]) leader.changeSession(session);
    await pass(29_999);
    expect(opened).toHaveLength(2);
    await pass(1);
    expect(opened).toHaveLength(3);
    last().emit("ready");
    await pass(30_000);
    leader.changeSession(null);
    await pass(0);
    expect(opened).toHaveLength(4);
  });

  it("once it is ready, where the reads had turned before that; and once, whatever session it is in then", async () => {
    const { leader, opened, last } = leading();
    leader.want("tab 1", [A]);
    await pass(50);
    leader.changeSession("bob");
    await pass(1_000);
    expect(opened).toHaveLength(1);
    last().emit("ready");
    await pass(0);
    expect(opened).toHaveLength(2);
    last().emit("ready");
    await pass(39_000);
    expect(opened).toHaveLength(2);
  });

  it("not once it is closed: no timer is left", async () => {
    const { leader, opened } = await leadingFor(A);
    leader.changeSession(null);
    leader.close();
    await pass(60_000);
    expect([opened.length, leader.coverage.names, vi.getTimerCount()]).toEqual([1, [], 0]);
  });
});
