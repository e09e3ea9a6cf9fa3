import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jitter } from "../../src/polling/jitter";
import { ReadGate, type ReadTurn } from "../../src/client/ReadGate";

const START_MS = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

const gateFor = (readsPerMinute: number | null) => new ReadGate(readsPerMinute, Date.now);
const jobs = (count: number) => Array.from({ length: count }, (_, index) => `job_${index}`);

/** Asks for a turn and notes, in ms from the start, when it came. */
function ask(gate: ReadGate, sent: number[], turn: Partial<ReadTurn> & { key: string }): Promise<void> {
  return gate.turn({ isPoll: true, ...turn }).then(() => void sent.push(Date.now() - START_MS));
}

/** Asks for all these turns at once and gives the times at which they came within `forMs`. */
async function askAll(
  gate: ReadGate,
  turns: readonly (Partial<ReadTurn> & { key: string })[],
  forMs: number,
): Promise<number[]> {
  const sent: number[] = [];
  for (const turn of turns) void ask(gate, sent, turn);
  await vi.advanceTimersByTimeAsync(forMs);
  return sent;
}

const most = (times: readonly number[], withinMs: number) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + withinMs).length));

describe("the gate of an endpoint", () => {
  it("lets a read through at once", async () => {
    expect(await askAll(gateFor(null), [{ key: "job_1" }], 0)).toEqual([0]);
  });

  it("never lets two reads of one operation through within a second", async () => {
    const gate = gateFor(null);
    const sent = await askAll(gate, [{ key: "job_1" }, { key: "job_1" }, { key: "job_1" }], 10_000);
    expect(sent).toEqual([0, 1_000, 2_000]);
  });

  it("keeps a second's distance from a read that is itself still waiting", async () => {
    const gate = gateFor(null);
    gate.hold(5_000);
    expect(await askAll(gate, [{ key: "job_1" }, { key: "job_1" }], 10_000)).toEqual([5_000, 6_000]);
  });

  it("lets an operation whose own pace is quicker be read at that pace", async () => {
    expect(
      await askAll(
        gateFor(null),
        [
          { key: "job_1", gapMs: 300 },
          { key: "job_1", gapMs: 300 },
        ],
        5_000,
      ),
    ).toEqual([0, 300]);
  });

  it("lets first reads of many operations through together", async () => {
    expect(
      await askAll(
        gateFor(null),
        jobs(100).map((key) => ({ key, isPoll: false })),
        0,
      ),
    ).toHaveLength(100);
  });

  it("spreads many polls that fall due together over a second or two, as after a laptop's sleep", async () => {
    const sent = await askAll(
      gateFor(null),
      jobs(200).map((key) => ({ key })),
      5_000,
    );
    expect(sent).toHaveLength(200);
    expect(sent.filter((at) => at === 0)).toHaveLength(6);
    expect(Math.max(...sent)).toBeLessThanOrEqual(1_500);
    expect(most(sent, 100)).toBeLessThan(40);
  });

  it("counts polls within a tenth of a second as due together, and later ones as others", async () => {
    const gate = gateFor(null);
    await askAll(
      gate,
      jobs(6).map((key) => ({ key })),
      99,
    );
    // The seventh is spread, by a number of its own within a second and a half.
    expect(await askAll(gate, [{ key: "late" }], 2_000)).toEqual([99 + Math.ceil(1_500 * jitter("late", 0))]);
    const other = gateFor(null);
    await vi.advanceTimersByTimeAsync(10_000);
    await askAll(
      other,
      jobs(6).map((key) => ({ key })),
      100,
    );
    expect(await askAll(other, [{ key: "late" }], 0)).toHaveLength(1);
  });

  it("lets a sixteenth of what is watched fall due together", async () => {
    const gate = gateFor(null);
    for (const key of jobs(160)) gate.share(key, 10_000, 1);
    expect(
      await askAll(
        gate,
        jobs(160).map((key) => ({ key })),
        0,
      ),
    ).toHaveLength(10);
  });

  it("keeps the gap of a second after an ended operation too, and no longer", async () => {
    const gate = gateFor(null);
    const sent: number[] = [];
    await ask(gate, sent, { key: "job_1" });
    gate.forget("job_1");
    void ask(gate, sent, { key: "job_1" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual([0, 1_000]);
  });

  it("takes a gap of more than a second for one of a second", async () => {
    expect(
      await askAll(
        gateFor(null),
        [
          { key: "job_1", gapMs: 5_000 },
          { key: "job_1", gapMs: 5_000 },
        ],
        5_000,
      ),
    ).toEqual([0, 1_000]);
  });

  it("holds none of a thousand jobs back at their usual pace, which is no storm", async () => {
    const gate = gateFor(null);
    for (const key of jobs(1_000)) gate.share(key, 10_000, 1);
    const sent = await askAll(
      gate,
      jobs(30).map((key) => ({ key })),
      0,
    );
    expect(sent).toHaveLength(30);
  });

  it("keeps all polls within four fifths of the limit, in every minute", async () => {
    const sent = await askAll(
      gateFor(120),
      jobs(300).map((key) => ({ key })),
      600_000,
    );
    expect(sent).toHaveLength(300);
    expect(most(sent, 60_000)).toBeLessThanOrEqual(96);
    expect(most(sent, 60_000)).toBeGreaterThanOrEqual(90);
  });

  it("learns the limit from answers", async () => {
    const gate = gateFor(null);
    gate.learn({ limit: 120, remaining: 120, resetAtMs: null });
    const sent = await askAll(
      gate,
      jobs(300).map((key) => ({ key })),
      600_000,
    );
    expect(most(sent, 60_000)).toBeLessThanOrEqual(96);
  });

  it("serves waiting reads in the order of their arrival", async () => {
    const order: string[] = [];
    const gate = gateFor(60);
    for (const key of jobs(200)) void gate.turn({ key, isPoll: false }).then(() => order.push(key));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(order).toEqual(jobs(200));
  });

  it("holds every read back for as long as Retry-After says, those that wait already too", async () => {
    const gate = gateFor(120);
    const sent: number[] = [];
    for (const key of jobs(20)) void ask(gate, sent, { key });
    await vi.advanceTimersByTimeAsync(1_000);
    const before = sent.length;
    gate.hold(30_000);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(sent).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(20);
  });

  describe("when a caller goes away", () => {
    it("rejects with the signal's reason", async () => {
      const gate = gateFor(null);
      gate.hold(60_000);
      const controller = new AbortController();
      const turn = gate.turn({ key: "job_1", isPoll: true, signal: controller.signal });
      const reason = new Error("unmounted");
      const rejected = expect(turn).rejects.toBe(reason);
      await vi.advanceTimersByTimeAsync(1_000);
      controller.abort(reason);
      await rejected;
    });

    it("spends nothing for a caller that is gone at once, as the first of StrictMode's two mounts is", async () => {
      const gate = gateFor(null);
      const controller = new AbortController();
      const first = gate.turn({ key: "job_1", isPoll: false, signal: controller.signal });
      controller.abort();
      await expect(first).rejects.toThrow();
      expect(await askAll(gate, [{ key: "job_1", isPoll: false }], 0)).toEqual([0]);
    });

    it("gives its turn to the next", async () => {
      const gate = gateFor(1);
      const sent: number[] = [];
      const controller = new AbortController();
      void ask(gate, sent, { key: "job_0" });
      const gone = ask(gate, sent, { key: "job_1", signal: controller.signal });
      const rejected = expect(gone).rejects.toThrow();
      await vi.advanceTimersByTimeAsync(1_000);
      controller.abort();
      await rejected;
      void ask(gate, sent, { key: "job_2" });
      await vi.advanceTimersByTimeAsync(70_000);
      expect(sent).toHaveLength(2);
    });

    it("does not keep the next read of the same operation waiting for it", async () => {
      const gate = gateFor(null);
      const sent: number[] = [];
      const controller = new AbortController();
      gate.hold(5_000);
      const rejected = expect(ask(gate, sent, { key: "job_1", signal: controller.signal })).rejects.toThrow();
      await vi.advanceTimersByTimeAsync(1_000);
      controller.abort();
      await rejected;
      void ask(gate, sent, { key: "job_1" });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(sent).toEqual([5_000]);
    });
  });
});

describe("the share of an operation", () => {
  it("is its own pace while no limit is known", () => {
    const gate = gateFor(null);
    expect(jobs(500).map((key) => gate.share(key, 10_000, 1))).toEqual(jobs(500).map(() => 10_000));
  });

  it("is its own pace while all fit into the limit", () => {
    const gate = gateFor(120);
    expect(
      jobs(15)
        .map((key) => gate.share(key, 10_000, 1))
        .every((delayMs) => delayMs === 10_000),
    ).toBe(true);
  });

  it("stretches with the number of operations watched: 60 of them under a key of 120 share 96 reads a minute", async () => {
    const gate = gateFor(120);
    await askAll(
      gate,
      jobs(60).map((key) => ({ key, isPoll: false })),
      0,
    );
    const delays = jobs(60).map((key) => gate.share(key, 10_000, 1));
    expect(Math.min(...delays)).toBeGreaterThan(37_500 * 0.94);
    expect(Math.max(...delays)).toBeLessThan(37_500 * 1.06);
    expect(new Set(delays).size).toBeGreaterThan(40);
  });

  it("shrinks again when operations end", async () => {
    const gate = gateFor(120);
    await askAll(
      gate,
      jobs(60).map((key) => ({ key, isPoll: false })),
      0,
    );
    expect(gate.share("job_0", 10_000, 1)).toBeGreaterThan(30_000);
    for (const key of jobs(60).slice(10)) gate.forget(key);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(gate.share("job_0", 10_000, 2)).toBe(10_000);
  });

  it("leaves out operations that were not polled for long", async () => {
    const gate = gateFor(120);
    for (const key of jobs(60)) gate.share(key, 10_000, 1);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(gate.share("job_0", 10_000, 2)).toBe(10_000);
  });

  it("is the same for the same answer, so that a timer is not restarted", () => {
    const gate = gateFor(1);
    gate.share("job_2", 10_000, 1);
    expect(gate.share("job_1", 10_000, 1)).toBe(gate.share("job_1", 10_000, 1));
  });

  it("strays by a twentieth, by the operation and the answer, so that they don't stay in step", async () => {
    const gate = gateFor(120);
    for (const key of jobs(60)) gate.share(key, 10_000, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(jobs(60).map((key) => gate.share(key, 10_000, 7))).toEqual(
      jobs(60).map((key) => Math.round(37_500 * (0.95 + 0.1 * jitter(key, 7)))),
    );
  });

  it("is worked out anew once a second", async () => {
    const gate = gateFor(120);
    expect(gate.isScarce).toBe(false);
    for (const key of jobs(60)) gate.share(key, 10_000, 1);
    await vi.advanceTimersByTimeAsync(999);
    expect([gate.share("job_0", 10_000, 1), gate.isScarce]).toEqual([10_000, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect([gate.share("job_0", 10_000, 1) > 30_000, gate.isScarce]).toEqual([true, true]);
  });

  it.each([
    [80_000, true],
    [80_001, false],
  ])("counts what nobody has asked about for twice its pace and a minute: after %i ms, %s", async (ms, counts) => {
    const gate = gateFor(120);
    for (const key of jobs(60)) gate.share(key, 10_000, 1);
    await vi.advanceTimersByTimeAsync(ms);
    gate.share("job_0", 10_000, 2);
    expect(gate.isScarce).toBe(counts);
  });

  it.each([
    [130_000, true],
    [170_000, false],
  ])("counts one that was slowed down by the pace it was slowed down to: after %i ms, %s", async (ms, counts) => {
    const gate = gateFor(120);
    for (const key of jobs(60)) gate.share(key, 10_000, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    // 37.5 s each, and so twice that and a minute.
    for (const key of jobs(60)) gate.share(key, 10_000, 2);
    await vi.advanceTimersByTimeAsync(ms);
    gate.share("job_0", 10_000, 3);
    expect(gate.isScarce).toBe(counts);
  });

  it("may be weighted, within a given share of the limit", async () => {
    const gate = new ReadGate(120, Date.now, { pace: 0.5, weightOf: (key) => (key === "job_0" ? 3 : 1) });
    for (const key of jobs(60)) gate.share(key, 2_000, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    const [favoured = 0, other = 0] = ["job_0", "job_1"].map(
      (key) => gate.share(key, 2_000, 1) / (0.95 + 0.1 * jitter(key, 1)),
    );
    // 62 shares in 60 reads a minute.
    expect([favoured / 1_000, other / 1_000]).toEqual([expect.closeTo(62 / 3, 2), expect.closeTo(62, 2)]);
  });
});
