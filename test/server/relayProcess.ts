// One relay in a process of its own, for tests that kill it; bundled and started by relayProcesses.ts, which says with
// what options.
import { createServer } from "node:http";
import { createRelay, redisStore, toNodeListener, type RelayStore } from "longrun/server";
import { createClient } from "redis";
import { defineOperation } from "./customOperation";
import type { Death, RelayProcessOptions } from "./relayProcesses";

const { redisUrl, prefix, upstreamUrl, secret, timeoutMs, everyMs, soonestMs, readsPerMinute, dies } = JSON.parse(
  process.argv[2] ?? "",
) as RelayProcessOptions;

/** Calls of the store since a request came that is to be counted. */
let calls: string[] | null = null;

/** A store whose process is killed before or after one of its calls. */
function mortal(store: RelayStore, death: Death | undefined): RelayStore {
  async function counted<Value>(name: string, call: () => Promise<Value>): Promise<Value> {
    if (calls === null) return call();
    const at = calls.push(name);
    if (death?.call === at && death.when === "before") process.kill(process.pid, "SIGKILL");
    const value = await call();
    if (death?.call === at && death.when === "after") process.kill(process.pid, "SIGKILL");
    return value;
  }
  return {
    get: (keys) => counted(`get ${keys.join(" ")}`, () => store.get(keys)),
    set: (key, value, ttlMs) => counted(`set ${key}`, () => store.set(key, value, ttlMs)),
    swap: (key, expected, next, ttlMs) => counted(`swap ${key}`, () => store.swap(key, expected, next, ttlMs)),
    publish: (message) => counted("publish", () => store.publish(message)),
    batch: (steps) =>
      counted(
        `batch of ${steps.map(([name]) => name).join(", ")}`,
        () => store.batch?.(steps) ?? Promise.reject(new Error("It has no batch.")),
      ),
    spend: (key, spending, ttlMs) =>
      counted(
        `spend ${key}`,
        () => store.spend?.(key, spending, ttlMs) ?? Promise.reject(new Error("It has no spend.")),
      ),
    subscribe: (listener) => store.subscribe(listener),
  };
}

const client = createClient({ url: redisUrl, socket: { reconnectStrategy: 100 } });
client.on("error", () => undefined);
await client.connect();

const relay = createRelay({
  upstreams: {
    layers: { apiKey: "lp_key_of_the_relay", baseUrl: upstreamUrl, webhookSecret: secret },
    acme: {
      baseUrl: upstreamUrl,
      operations: [
        defineOperation("acme", ({ updateCount }) => (updateCount === 0 ? (soonestMs ?? everyMs) : everyMs)),
      ],
      readsPerMinute,
    },
  },
  authorize: () => true,
  store: mortal(redisStore(client, { prefix }), dies),
  timeoutMs,
  // All viewers of a test come from one address.
  push: { maxStreamsPerVisitor: 1_000 },
  onError: ({ message }) => process.send?.({ incident: message }),
  onSettled: ({ params, via, value }) =>
    void process.send?.({ settled: params["jobId"] ?? params["renderId"], status: value.status, via }),
});
const listener = toNodeListener(relay);
const server = createServer((request, response) => {
  if (request.headers["x-count"] !== undefined) calls = [];
  if (request.url === "/calls") return void response.end(JSON.stringify(calls));
  listener(request, response);
});
server.listen(0, "127.0.0.1", () => process.send?.({ address: server.address() }));
