import type { LayersTier } from "./http/layersKey";
import { createExchange } from "./http/createExchange";
import { listen, type SimulatorServer } from "./http/listen";
import type { RequestRecord } from "./http/RequestRecord";
import { SimulatedClock } from "./world/SimulatedClock";
import { SimulatedFaults } from "./http/SimulatedFaults";
import { simulatedFetch } from "./http/simulatedFetch";
import { SimulatedIds } from "./world/SimulatedIds";
import { type SimulatedLayers, simulatedLayers } from "./layers/simulatedLayers";
import { type SimulatedTuco, simulatedTuco } from "./tuco/simulatedTuco";

export interface SimulatorOptions {
  /** The clock that simulated time follows, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** How fast simulated time runs at first, relative to that clock; see {@link Simulator.speed}. @default 1 */
  readonly speed?: number | undefined;
  /** The same seed and the same calls give the same ids and the same random draws. @default 1 */
  readonly seed?: string | number | undefined;
  /** The tier of the default Layers key. @default "standard" */
  readonly tier?: LayersTier | undefined;
  /** The `fetch` that posts webhooks. @default the global `fetch`, looked up at each delivery */
  readonly webhookFetch?: typeof globalThis.fetch | undefined;
  /** How many of the latest requests are kept, at least. @default 10000 */
  readonly keepRequests?: number | undefined;
}

/** Layers and Tuco, in memory. */
export interface Simulator {
  /**
   * A `fetch` that asks the simulator. Requests to the providers' own paths, on any host, need a key. Requests to a
   * relay's paths (`/api/longrun/layers/v1/…`) need none, as if a relay stood in between and added it.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Serves the simulator over HTTP on this machine; Node only. @default port 0: any free one */
  listen(port?: number): Promise<SimulatorServer>;
  readonly layers: SimulatedLayers;
  readonly tuco: SimulatedTuco;
  /** Moves simulated time on, in ms. @throws TypeError for a negative number. */
  advance(ms: number): void;
  /** Simulated time, in ms since the epoch. */
  now(): number;
  /**
   * How fast simulated time runs, relative to the clock: 10 for ten times as fast, 0 to stand still. A change does not
   * make time jump. @default 1
   */
  speed: number;
  /** The requests so far, oldest first. Clear them with `requests.length = 0`. */
  readonly requests: RequestRecord[];
  /** The faults to inject. */
  readonly faults: SimulatedFaults;
}

/**
 * Makes both services in memory, for tests, stories and demos. Nothing runs in the background: each answer is computed
 * from the clock when it is asked for, so a lease request of two days takes one call of `advance`.
 *
 * @throws TypeError when an option can't work.
 * @example
 * const simulator = createSimulator({ seed: 7 });
 * const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
 * const client = createLongrunClient({ fetch: simulator.fetch });
 * simulator.advance(300_000);
 * await waitFor(jobOperation, { jobId }, { client });
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  // Not `Date.now` itself: fake timers may replace `Date` later.
  const { now = () => Date.now(), speed = 1, seed = 1, tier, keepRequests = 10_000 } = options;
  if (!(Number.isInteger(keepRequests) && keepRequests >= 1))
    throw new TypeError(
      `createSimulator({ keepRequests }) must be a whole number, 1 or more, but is ${String(keepRequests)}.`,
    );
  const clock = new SimulatedClock(now);
  clock.speed = speed;
  const ids = new SimulatedIds(seed);
  const faults = new SimulatedFaults(ids);
  const requests: RequestRecord[] = [];
  const {
    layers,
    collect,
    answer: answerLayers,
  } = simulatedLayers(clock, ids, { tier, webhookFetch: () => options.webhookFetch ?? globalThis.fetch });
  const { tuco, answer: answerTuco } = simulatedTuco(clock, ids);
  const exchange = createExchange({
    clock,
    faults,
    requests,
    keepRequests,
    answer: (request, { service, relayed }) => (service === "tuco" ? answerTuco : answerLayers)(request, relayed),
    onActivity: collect,
  });

  return {
    fetch: simulatedFetch(exchange),
    listen: (port = 0) => listen(exchange, port, collect),
    layers,
    tuco,
    advance: (ms) => {
      clock.advance(ms);
      collect();
    },
    now: () => clock.now(),
    get speed() {
      return clock.speed;
    },
    set speed(speed) {
      clock.speed = speed;
    },
    requests,
    faults,
  };
}
