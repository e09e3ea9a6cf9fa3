import { describe, expect, it, vi } from "vitest";
import { LruMap, type LruMapOptions } from "../../../src/server/store/LruMap";

interface Thing {
  readonly name: string;
  readonly bytes: number;
  readonly rank?: 0 | 1 | 2;
  isHeld?: boolean;
}

function things(
  limits: { readonly maxEntries?: number; readonly maxBytes?: number },
  options: Partial<LruMapOptions<Thing>> = {},
) {
  const gone: string[] = [];
  const map = new LruMap<Thing>({
    maxEntries: limits.maxEntries ?? 1_000,
    maxBytes: limits.maxBytes ?? 1_000,
    sizeOf: ({ bytes }) => bytes,
    rankOf: ({ rank }) => rank ?? 0,
    isHeld: ({ isHeld }) => isHeld === true,
    onEvict: ({ name }) => void gone.push(name),
    ...options,
  });
  const put = (name: string, more: Partial<Thing> = {}): void => map.set(name, { name, bytes: 10, ...more });
  return { map, put, gone, names: () => map.values().map(({ name }) => name) };
}

describe("a map that evicts the least recently used", () => {
  it("keeps as many entries as it may, and reports the oldest that is evicted", () => {
    const { put, gone, names } = things({ maxEntries: 2 });
    for (const name of ["a", "b", "c"]) put(name);
    expect([names(), gone]).toEqual([["b", "c"], ["a"]]);
  });

  it("keeps as many bytes as it may, to the last one", () => {
    const { map, put, gone } = things({ maxBytes: 30 });
    for (const name of ["a", "b", "c"]) put(name);
    expect([map.bytes, map.size, gone]).toEqual([30, 3, []]);
    put("d", { bytes: 11 });
    expect([map.bytes, map.size, gone]).toEqual([21, 2, ["a", "b"]]);
  });

  it("counts a get as a use, and a peek as none", () => {
    const { map, put, gone } = things({ maxEntries: 2 });
    put("a");
    put("b");
    expect(map.get("a")?.name).toBe("a");
    expect(map.peek("b")?.name).toBe("b");
    put("c");
    expect(gone).toEqual(["b"]);
  });

  it("has no value for a key that was never in it or is out", () => {
    const { map, put, gone } = things({});
    put("a");
    map.delete("a");
    expect([map.get("a"), map.peek("a"), map.get("b"), map.size, map.bytes, gone]).toEqual([
      undefined,
      undefined,
      undefined,
      0,
      0,
      [],
    ]);
  });

  it("takes size and rank anew of what is set again, and counts it once", () => {
    const { map, put, names } = things({});
    put("a", { bytes: 10, rank: 2 });
    put("b");
    put("a", { bytes: 25, rank: 0 });
    expect([map.bytes, map.size, names()]).toEqual([35, 2, ["b", "a"]]);
  });

  it("does not keep a value larger than its limit, also in place of a smaller one, and evicts nothing for it", () => {
    const { map, put, gone, names } = things({ maxBytes: 30 });
    put("a");
    put("b");
    put("b", { bytes: 31 });
    expect([names(), gone, map.bytes]).toEqual([["a"], ["b"], 10]);
  });

  it("keeps a value as large as its limit", () => {
    const { put, gone, names } = things({ maxBytes: 30 });
    put("a", { bytes: 30 });
    expect([names(), gone]).toEqual([["a"], []]);
  });

  it("evicts everything of a lower rank first, however recent", () => {
    const { put, gone } = things({ maxEntries: 3 });
    put("best", { rank: 2 });
    put("good", { rank: 1 });
    put("plain");
    put("plain 2");
    put("good 2", { rank: 1 });
    put("best 2", { rank: 2 });
    expect(gone).toEqual(["plain", "plain 2", "good"]);
  });

  it("keeps what is held, even past its limits and however large, and evicts nothing of a higher rank for it", () => {
    const { map, put, gone } = things({ maxEntries: 2, maxBytes: 20 });
    put("best", { rank: 2 });
    put("held", { isHeld: true, bytes: 50 });
    put("best 2", { rank: 2 });
    expect([gone, map.size, map.bytes]).toEqual([[], 3, 70]);
  });

  it("evicts what is no longer held, after what has not been used since", () => {
    const { map, put, gone } = things({ maxEntries: 2 });
    const held: Thing = { name: "held", bytes: 10, isHeld: true };
    map.set("held", held);
    put("a");
    put("b");
    expect(gone).toEqual(["a"]);
    held.isHeld = false;
    put("c");
    put("d");
    expect(gone).toEqual(["a", "b", "held"]);
  });

  it("walks past nothing that is held, however much that is", () => {
    let questions = 0;
    const { map, put } = things({ maxEntries: 10 }, { isHeld: ({ isHeld }) => ((questions += 1), isHeld === true) });
    for (let index = 0; index < 2_000; index += 1) put(`held ${index}`, { isHeld: true });
    expect(map.size).toBe(2_000);
    expect(questions).toBeLessThan(5 * 2_000);
  });

  it("needs neither ranks nor a listener", () => {
    const map = new LruMap<number>({ maxEntries: 1, maxBytes: 10, sizeOf: (value, key) => value + key.length });
    map.set("a", 3);
    map.set("b", 4);
    map.set("large", 10);
    expect([map.values(), map.bytes]).toEqual([[4], 5]);
  });

  it("reports an evicted value once it is out", () => {
    const onEvict = vi.fn((_: Thing, key: string) => expect(map.peek(key)).toBeUndefined());
    const { map, put } = things({ maxEntries: 1 }, { onEvict });
    put("a");
    put("b");
    expect(onEvict).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: "a" }), "a");
  });
});
