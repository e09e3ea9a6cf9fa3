/* global Headers */
import { randomUUID } from "node:crypto";
import { createSimulator } from "longrun/testing";
import { firstBatch } from "./firstBatch.mjs";
import { Journal } from "./Journal.mjs";

/** What can be done in the world beside the providers' own HTTP calls. */
const ACTS = {
  startJob: (simulator, options) => simulator.layers.startJob({ ...options, patch: inWallTime(simulator) }),
  requestLease: (simulator, options) => simulator.layers.requestLease({ ...options, patch: inWallTime(simulator) }),
  settleLease: (simulator, { requestId, ...options }) => simulator.layers.settleLease(requestId, options),
  createLine: (simulator, options) => simulator.tuco.createLine(options),
  pay: (simulator, { lineRequestId }) => simulator.tuco.pay(lineRequestId),
  setSpeed: (simulator, { speed }) => {
    simulator.speed = speed;
  },
};

/** Both services, simulated, served over HTTP, and brought back as they were when the server is started again. */
export class DemoWorld {
  #journal;
  /** The time at which something is done again; null while the clock tells it. @type {number | null} */
  #atMs = null;

  /** Where the services are served; empty until the world is open. */
  url = "";

  constructor(file) {
    // The seed makes the keys, so it stays here; the id is for the page to tell one world from another.
    this.#journal = new Journal(file, () => ({ id: randomUUID(), seed: randomUUID() }));
    this.simulator = createSimulator({
      seed: this.#journal.head.seed,
      tier: "pilot",
      now: () => this.#atMs ?? Date.now(),
    });
    this.simulator.tuco.linePlan = { provisioningMs: 20_000 };
    this.simulator.layers.leasePlan = { patch: inWallTime(this.simulator) };
  }

  /** Does again what was done before, each thing at its own time, and serves the services from then on. */
  async open() {
    for (const { atMs, act, input, post } of this.#journal.entries) {
      await this.#at(atMs, () =>
        act
          ? ACTS[act](this.simulator, input)
          : this.simulator.fetch(post.path, { method: "POST", headers: post.headers, body: post.body }),
      );
    }
    this.url = (await this.simulator.listen()).url;
    return this;
  }

  get id() {
    return this.#journal.head.id;
  }

  /** Does one of {@link ACTS} and remembers it. @throws TypeError when the simulator says that it can't be done. */
  act(act, input) {
    const atMs = Date.now();
    this.#atMs = atMs;
    try {
      const result = ACTS[act](this.simulator, input);
      this.#journal.add({ atMs, act, input });
      return result;
    } finally {
      this.#atMs = null;
    }
  }

  /**
   * A `fetch` for the relay, over real HTTP, that remembers the POSTs which took effect. Headers are left out but for
   * one: the key is among them.
   */
  fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (init.method === "POST" && response.ok) {
      const { pathname } = new URL(url);
      const endpoint = pathname.startsWith("/v1/") ? "layers" : "tuco";
      const key = new Headers(init.headers).get("idempotency-key");
      const headers = { "content-type": "application/json", ...(key ? { "idempotency-key": key } : {}) };
      this.#journal.add({
        atMs: Date.now(),
        post: { path: `/api/longrun/${endpoint}${pathname}`, headers, body: init.body },
      });
    }
    return response;
  };

  /** Something to look at, for a visitor who watches nothing that is still going on. */
  startBatch() {
    return firstBatch((act, input) => this.act(act, input));
  }

  touch() {
    this.#journal.touch();
  }

  async #at(atMs, act) {
    this.#atMs = atMs;
    try {
      return await act();
    } finally {
      this.#atMs = null;
    }
  }
}

/**
 * Once it was sped up, simulated time is ahead of the clock on the wall, and a page would say of a new job that it has
 * taken no time at all. So the services tell their times as the wall's clock does: as long ago as it was for them.
 */
function inWallTime(simulator) {
  return (wire) => {
    const aheadMs = simulator.now() - Date.now();
    // While time was never sped up, the two clocks are one, and answers stay as they are, their ETags too.
    if (aheadMs < 1_000) return wire;
    const times = ["startedAt", "finishedAt", "submittedAt", "assignedAt"].filter((name) => wire[name]);
    return { ...wire, ...Object.fromEntries(times.map((name) => [name, wallTime(Date.parse(wire[name]) - aheadMs)])) };
  };
}

function wallTime(ms) {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
