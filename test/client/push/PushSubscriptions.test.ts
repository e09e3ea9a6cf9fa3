import { describe, expect, it, vi } from "vitest";
import { forgetOtherSessions, forgetUncovered } from "../../../src/client/push/Coverage";
import { PushSubscriptions } from "../../../src/client/push/PushSubscriptions";
import type { PushedChange } from "../../../src/client/push/pushWire";

const [A, B] = ["layers/v1/jobs/a", "layers/v1/jobs/b"] as const;
const changeOf = (watch: string, etag: string, session = "ada"): PushedChange => ({ watch, etag, session, body: {} });

/** Those of a tab that has read these operations as Ada. */
function listeners(...granted: readonly string[]) {
  const onOthers = vi.fn();
  const all = new PushSubscriptions(onOthers);
  for (const name of granted) all.grant(name, "ada");
  const listen = (names: readonly string[], session: string | null = "ada"): void =>
    all.setCoverage({ names, session });
  /** Adds one that notes what it is told. */
  const add = (name: string) => {
    const told: (string | boolean)[] = [];
    const end = all.subscribe(name, { onChange: ({ etag }) => told.push(etag), onPushed: (is) => told.push(is) });
    return { told, end };
  };
  return { all, onOthers, listen, add };
}

describe("what is wanted", () => {
  it("is the set of subscribed operations, and a change of it is reported", () => {
    const { all, onOthers, add } = listeners();
    const ends = [add(A), add(A), add(B)].map(({ end }) => end);
    expect([all.names, onOthers.mock.calls.length]).toEqual([[A, B], 2]);
    ends[0]?.();
    expect([all.names, onOthers.mock.calls.length]).toEqual([[A, B], 2]);
    ends[1]?.();
    ends[1]?.();
    expect([all.names, onOthers.mock.calls.length]).toEqual([[B], 3]);
  });

  it("is unchanged by a second unsubscribe of the same subscriber", () => {
    const { all, add } = listeners();
    const { end } = add(A);
    end();
    add(A);
    end();
    expect(all.names).toEqual([A]);
  });
});

describe("a listener", () => {
  it("is told when pushes of its operation begin and when they end", () => {
    const { listen, add } = listeners(A);
    const { told } = add(A);
    listen([A]);
    listen([A, B]);
    expect(told).toEqual([true]);
    listen([B]);
    expect(told).toEqual([true, false]);
  });

  it("that comes later is told at once, with the last change", () => {
    const { all, listen, add } = listeners(A);
    const { told: first } = add(A);
    listen([A]);
    all.receive(changeOf(A, "1"));
    expect([first, add(A).told]).toEqual([
      [true, "1"],
      [true, "1"],
    ]);
  });

  it("gets a change once, unless it is another session's", () => {
    const { all, add } = listeners(A);
    const { told } = add(A);
    for (const etag of ["1", "1", "2", "1"]) all.receive(changeOf(A, etag));
    all.receive(changeOf(A, "1", "bob"));
    expect(told).toEqual(["1", "2", "1"]);
    all.grant(A, "bob");
    expect(told).toEqual(["1", "2", "1", "1"]);
  });

  it("gets no change from a time without subscribers", () => {
    const { all, add } = listeners(A);
    all.receive(changeOf(A, "1"));
    const { told, end } = add(A);
    expect(told).toEqual([]);
    all.receive(changeOf(A, "2"));
    end();
    all.receive(changeOf(A, "3"));
    expect([told, add(A).told]).toEqual([["2"], []]);
  });

  it("that comes after the last one left is told again that its operation is pushed", () => {
    const { listen, add } = listeners(A);
    const { end } = add(A);
    listen([A]);
    end();
    expect(add(A).told).toEqual([true]);
  });

  it("may unsubscribe during a delivery, and no other misses that", () => {
    const { all } = listeners(A);
    const told: string[] = [];
    const ends = ["one", "two"].map((name, index) =>
      all.subscribe(A, {
        onChange: () => {
          told.push(name);
          ends[index]?.();
        },
        onPushed: () => undefined,
      }),
    );
    all.receive(changeOf(A, "1"));
    expect([told, all.names]).toEqual([["one", "two"], []]);
  });
});

describe("what this tab may hear", () => {
  it("is what it was let read, in the session of its last read", () => {
    const { all, listen, add } = listeners();
    const { told } = add(A);
    listen([A]);
    all.receive(changeOf(A, "1"));
    expect(told).toEqual([]);
    expect(all.grant(B, "ada")).toBe(true);
    expect(told).toEqual([]);
    expect(all.grant(A, "ada")).toBe(false);
    expect(told).toEqual([true, "1"]);
    expect(all.grant(A, "ada")).toBe(false);
    expect(told).toEqual([true, "1"]);
    expect(all.grant(B, "bob")).toBe(true);
    expect(told).toEqual([true, "1", false]);
  });

  it("is nothing once an answer names no session", () => {
    const { all, listen, add } = listeners(A);
    const { told } = add(A);
    listen([A]);
    expect(all.grant(A, null)).toBe(true);
    expect(all.grant(A, null)).toBe(false);
    listen([A], null);
    expect(told).toEqual([true, false]);
  });

  it("is not changed by what another tab was let read", () => {
    const { all, listen, add } = listeners();
    listen([A, B]);
    expect([all.grant(A, "ada"), all.refuse(A), all.grant(B, "bob")]).toEqual([true, true, true]);
    expect(add(A).told).toEqual([]);
  });

  it("ends with a refusal, which forgets the last change", () => {
    const { all, listen, add } = listeners(A);
    const { told } = add(A);
    listen([A]);
    all.receive(changeOf(A, "1"));
    expect([all.refuse(A), all.refuse(A), all.refuse(B)]).toEqual([true, false, false]);
    all.grant(A, "ada");
    expect(told).toEqual([true, "1", false, true]);
  });

  it("ends altogether with a refusal, until a read is granted again", () => {
    const { all, listen, add } = listeners(A, B);
    const { told } = add(A);
    listen([A, B]);
    expect(all.refuse(B)).toBe(true);
    all.receive(changeOf(A, "1"));
    expect(told).toEqual([true, false]);
    all.grant(B, "ada");
    all.receive(changeOf(A, "2"));
    expect(told).toEqual([true, false]);
    all.grant(A, "ada");
    expect(told).toEqual([true, false, true, "2"]);
  });

  it("is a thousand operations: of the one that was read the longest ago nothing is heard until it is read again", () => {
    const { all, listen, add } = listeners(A, B);
    const [a, b] = [add(A), add(B)];
    listen([A, B]);
    for (let index = 0; index < 997; index += 1) all.grant(`layers/v1/jobs/${index}`, "ada");
    all.grant(A, "ada");
    all.grant("layers/v1/jobs/997", "ada");
    expect([a.told, b.told]).toEqual([[true], [true]]);
    all.grant("layers/v1/jobs/998", "ada");
    expect([a.told, b.told]).toEqual([[true], [true, false]]);
    all.grant(B, "ada");
    expect(b.told).toEqual([true, false, true]);
  });

  it("is nothing after clear(), which calls no subscriber", () => {
    const { all, onOthers, listen, add } = listeners(A);
    const { told, end } = add(A);
    listen([A]);
    all.clear();
    end();
    expect(onOthers).toHaveBeenCalledTimes(1);
    all.receive(changeOf(A, "1"));
    listen([]);
    expect([told, all.names, all.grant(A, "ada")]).toEqual([[true], [], true]);
    expect(add(A).told).toEqual([]);
  });
});

describe("what was told last", () => {
  const latest = (...changes: readonly PushedChange[]) => new Map(changes.map((change) => [change.watch, change]));

  it("is dropped of what was heard of and is not any more, and kept of what has just begun", () => {
    const known = latest(changeOf(A, "1"), changeOf(B, "1"));
    forgetUncovered(known, new Set([A]), new Set(["layers/v1/jobs/c"]));
    expect([...known.keys()]).toEqual([B]);
    forgetUncovered(known, new Set([B]), new Set([B]));
    expect([...known.keys()]).toEqual([B]);
    forgetUncovered(known, new Set(), new Set());
    expect([...known.keys()]).toEqual([]);
  });

  it("is dropped of any other session", () => {
    const known = latest(changeOf(A, "1", "ada"), changeOf(B, "1", "bob"));
    forgetOtherSessions(known, "bob");
    expect([...known.keys()]).toEqual([B]);
  });

  it("to a tab is dropped when the stream breaks, or is another session's", () => {
    const { all, listen, add } = listeners(A);
    add(A);
    listen([A]);
    all.receive(changeOf(A, "1"));
    listen([], null);
    listen([A]);
    expect(add(A).told).toEqual([true]);
    all.receive(changeOf(A, "2"));
    listen([A], "bob");
    listen([A]);
    expect(add(A).told).toEqual([true]);
  });
});
