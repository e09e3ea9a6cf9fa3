// A short `npm run soak`: the objects that a page, its client and its relay hold at the end of an hour must not grow
// with the hours.
import { afterAll, expect, it } from "vitest";

interface Soak {
  soak(options: {
    hours: number;
    jobs: number;
    push: boolean;
    at: readonly number[];
    cards: number;
    countsObjects: boolean;
  }): Promise<{
    readonly samples: readonly Readonly<Record<string, number>>[];
    readonly settled: ReadonlyMap<string, number>;
    readonly opened: number;
  }>;
  remove(): Promise<void>;
}

const path = "../../bench/soak";
const { soak, remove } = (await import(/* @vite-ignore */ `${path}/soak.mjs`)) as Soak;
const { grown } = (await import(/* @vite-ignore */ `${path}/grown.mjs`)) as {
  grown(samples: readonly object[]): string[];
};
afterAll(remove);

it.each(["poll", "push"])(
  "a page that watches by %s holds no more after two hours than after one",
  { timeout: 120_000 },
  async (mode) => {
    const { samples, settled, opened } = await soak({
      hours: 2,
      jobs: 8,
      push: mode === "push",
      at: [1, 2],
      cards: 1,
      countsObjects: false,
    });
    expect(samples).toHaveLength(2);
    // The heap also contains the test runner, so it is not compared.
    expect(grown(samples).filter((name) => name !== "heap (MiB)")).toEqual([]);
    expect(opened > 0).toBe(mode === "push");
    // Jobs that end in the ten minutes of an hour without a page have no `onSettled`.
    expect(settled.size).toBeGreaterThan(4);
    expect([...settled.values()].filter((times) => times !== 1)).toEqual([]);
  },
);

it("what has grown is told, and what should be nothing and is not", () => {
  const sample = { hour: 1, timers: 0, "open streams": 0, "cached queries": 0, queries: 1, "heap (MiB)": 50 };
  expect(grown([sample, { ...sample, hour: 48, "heap (MiB)": 52 }])).toEqual([]);
  expect(grown([sample, { ...sample, queries: 2, "heap (MiB)": 54 }])).toEqual(["queries", "heap (MiB)"]);
  expect(
    grown([
      { ...sample, timers: 1 },
      { ...sample, timers: 1 },
    ]),
  ).toEqual(["timers"]);
});
