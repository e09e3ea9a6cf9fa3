import { describe, expect, it } from "vitest";

interface Report {
  readonly checks: readonly {
    readonly says: string;
    readonly measured: number;
    readonly limit: number;
    readonly holds: boolean;
  }[];
}

/** The benchmarks are plain JavaScript; these two are simulations, the same on every machine. */
async function report(file: string, options?: object): Promise<Report> {
  const path = `../../bench/${file}`;
  const { default: benchmark } = (await import(/* @vite-ignore */ path)) as {
    default: { run(options?: object): Promise<Report> };
  };
  return benchmark.run(options);
}

const missed = ({ checks }: Report) =>
  checks
    .filter(({ holds }) => !holds)
    .map(({ says, measured, limit }) => `${says}: ${measured}, but the target is ${limit}`);

describe("the simulated benchmarks", () => {
  it(
    "find the adaptive cadence ahead of the provider's sample loop by what is promised",
    { timeout: 60_000 },
    async () => {
      const adaptive = await report("adaptive.bench.mjs", { jobsPerBucket: 250 });
      expect(adaptive.checks).toHaveLength(12);
      expect(missed(adaptive)).toEqual([]);
    },
  );

  it(
    "find every job under a full key polled fairly and none refused after the first minute",
    { timeout: 60_000 },
    async () => {
      const budget = await report("readBudget.bench.mjs");
      expect(budget.checks).toHaveLength(12);
      expect(missed(budget)).toEqual([]);
    },
  );

  it("say the same twice", { timeout: 60_000 }, async () => {
    const options = { jobsPerBucket: 10 };
    expect(await report("adaptive.bench.mjs", options)).toEqual(await report("adaptive.bench.mjs", options));
  });
});
