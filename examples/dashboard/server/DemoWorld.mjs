/* global Headers */
import { randomUUID } from "node:crypto";
import { createSimulator } from "longrun/testing";
import { firstBatch } from "./firstBatch.mjs";
import { Journal } from "./Journal.mjs";

/** Actions in the simulated world beside the providers' own HTTP calls. */
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

/** Both services, simulated and served over HTTP. A restart of the server restores their state. */
export class DemoWorld {
  #journal;
  /** The time of the action that is being replayed; null for the real clock. @type {number | null} */
  #atMs = null;

  /** The services' URL; empty until the world is open. */
  url = "";

  constructor(file) {
    // The keys derive from the seed, so the seed stays here. The page distinguishes worlds by the id.
    this.#journal = new Journal(file, () => ({ id: randomUUID(), seed: randomUUID() }));
    this.simulator = createSimulator({
      seed: this.#journal.head.seed,
      tier: "pilot",
      now: () => this.#atMs ?? Date.now(),
    });
    this.simulator.tuco.linePlan = { provisioningMs: 20_000 };
    this.simulator.layers.leasePlan = { patch: inWallTime(this.simulator) };
  }

  /** Replays the recorded actions, each at its own time, and then serves the services. */
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

  /** Runs one of {@link ACTS} and records it. @throws TypeError when the simulator refuses it */
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
   * A `fetch` for the relay, over real HTTP, that records the POSTs that took effect. Of the headers it
   * records only the idempotency key, because another one is the secret key.
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

  /** Starts operations for a visitor who watches no running one. */
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
 * After a speed-up, simulated time is ahead of the real clock, and a page would show a running time of zero for a new
 * job. So the answers' times are moved back to the real clock.
 */
function inWallTime(simulator) {
  return (wire) => {
    const aheadMs = simulator.now() - Date.now();
    // Without a speed-up the two clocks agree, and the answers and their ETags stay as they are.
    if (aheadMs < 1_000) return wire;
    const times = ["startedAt", "finishedAt", "submittedAt", "assignedAt"].filter((name) => wire[name]);
    return { ...wire, ...Object.fromEntries(times.map((name) => [name, wallTime(Date.parse(wire[name]) - aheadMs)])) };
  };
}

function wallTime(ms) {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
