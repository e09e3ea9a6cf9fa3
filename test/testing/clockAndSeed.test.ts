import { createSimulator, type Simulator } from "longrun/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ask, frozenSimulator, HOUR, START } from "./harness";

afterEach(() => vi.useRealTimers());

describe("time", () => {
  test("follows the clock that was passed in, and advance()", () => {
    let nowMs = START;
    const simulator = createSimulator({ now: () => nowMs });
    nowMs += 5;
    simulator.advance(10);
    expect(simulator.now()).toBe(START + 15);
    expect(() => simulator.advance(-1)).toThrow(/^advance\(ms\)/);
    expect(() => simulator.advance(Number.NaN)).toThrow(TypeError);
  });

  test("follows Date.now by default, also if it is replaced later", () => {
    const simulator = createSimulator();
    vi.useFakeTimers({ now: START });
    expect(simulator.now()).toBe(START);
    vi.advanceTimersByTime(1_000);
    expect(simulator.now()).toBe(START + 1_000);
  });

  test("is sped up and slowed down without a jump", () => {
    let nowMs = START;
    const simulator = createSimulator({ now: () => nowMs });
    const passed = (ms: number) => {
      nowMs += ms;
      return simulator.now() - START;
    };
    expect(passed(100)).toBe(100);
    simulator.speed = 10;
    expect(passed(0)).toBe(100);
    expect(passed(100)).toBe(1_100);
    simulator.advance(900);
    expect(passed(0)).toBe(2_000);
    simulator.speed = 0;
    expect(passed(1_000)).toBe(2_000);
    simulator.speed = 1;
    expect(passed(1)).toBe(2_001);
    expect(simulator.speed).toBe(1);
  });

  test("runs at the given speed from the start", () => {
    let nowMs = START;
    const simulator = createSimulator({ now: () => nowMs, speed: 10 });
    nowMs += 100;
    expect(simulator.now()).toBe(START + 1_000);
    expect(() => createSimulator({ speed: -1 })).toThrow(TypeError);
  });

  test.each([-1, Number.NaN, Infinity, "fast"])("can't be sped up by %j", (speed) => {
    expect(() => {
      frozenSimulator().speed = speed as number;
    }).toThrow(TypeError);
  });

  test("alone decides what is answered, however often it was asked before", () => {
    const [watched, unwatched] = [frozenSimulator(), frozenSimulator()];
    for (const simulator of [watched, unwatched]) {
      simulator.layers.startJob({ kind: "content_generate" });
      simulator.layers.requestLease({ outcome: "partial" });
      simulator.tuco.createLine({ paidAfterMs: HOUR });
    }
    for (let step = 0; step < 480; step += 1) {
      watched.advance(HOUR / 10);
      watched.layers.jobs();
      watched.layers.events();
    }
    unwatched.advance(48 * HOUR);
    const state = ({ layers, tuco }: Simulator) => [layers.jobs(), layers.leases(), tuco.lines(), layers.events()];
    expect(state(watched)).toEqual(state(unwatched));
    expect(watched.layers.events().map(({ type }) => type)).toEqual(["job.completed", "lease_request.assigned"]);
  });
});

describe("a seed", () => {
  async function transcript(seed?: string | number): Promise<string> {
    const simulator = frozenSimulator(seed === undefined ? {} : { seed });
    simulator.faults.set({ status: 500, probability: 0.5, match: "/v1/jobs" });
    const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
    const { requestId, projectId } = simulator.layers.requestLease({ afterMs: 0 });
    const { lineRequestId } = simulator.tuco.createLine();
    simulator.advance(HOUR);
    const lines = [simulator.layers.apiKey, simulator.tuco.apiKey, JSON.stringify(simulator.layers.events())];
    for (const path of [
      ...Array.from({ length: 20 }, () => `/v1/jobs/${jobId}`),
      `/v1/projects/${projectId}/leased-accounts/requests/${requestId}`,
      `/api/line-requests/${lineRequestId}`,
    ]) {
      const answer = await ask(simulator, path);
      lines.push(JSON.stringify([answer.status, [...answer.headers], await answer.text()]));
    }
    return lines.join("\n");
  }

  test("gives the same bytes for the same calls", async () => {
    expect(await transcript(7)).toBe(await transcript(7));
    expect(await transcript()).toBe(await transcript(1));
  });

  test("other than that gives other bytes", async () => {
    expect(await transcript("a")).not.toBe(await transcript("b"));
  });

  test("gives ids of its own", () => {
    const ids = (seed: string) => {
      const { layers, tuco } = frozenSimulator({ seed });
      return [
        layers.startJob({ kind: "appstore_ingest" }).jobId,
        layers.requestLease().requestId,
        layers.projectId,
        layers.apiKey,
        tuco.createLine().lineRequestId,
      ];
    };
    const [a, b] = [ids("a"), ids("b")];
    expect(a.filter((id) => b.includes(id))).toEqual([]);
  });

  test("gives ids that do not depend on the clock", () => {
    const ids = (now: number) => {
      const simulator = createSimulator({ now: () => now });
      return Array.from({ length: 200 }, () => simulator.layers.startJob({ kind: "appstore_ingest" }).jobId);
    };
    expect(ids(START)).toEqual(ids(START + HOUR));
    expect(new Set(ids(START)).size).toBe(200);
  });
});
