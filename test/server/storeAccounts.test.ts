import { createRelay, memoryStore, type RelayOptions, type RelayStore } from "longrun/server";
import { expect, it, onTestFinished } from "vitest";
import { signWebhook } from "../../src/testing/layers/signWebhook";
import { defineOperation } from "./customOperation";
import { answerOf } from "./scriptedRelay";
import { runningJob } from "./upstream";

const KEYS = ["lp_key_of_the_one_organization", "lp_key_of_the_other_organization"];
const JOB = "/layers/v1/jobs/job_1";

/** A relay whose upstream says which key it was asked with. */
function relayWith(upstreams: RelayOptions["upstreams"], store: RelayStore) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (url, init) => {
    const { host, pathname } = new URL(String(url));
    // Not the key itself: an answer with it in it would be withheld.
    const authorization = new Headers(init?.headers).get("authorization") ?? "";
    const who = `${host} ${["one", "other"][KEYS.findIndex((key) => authorization.includes(key))] ?? authorization.slice(-2)}`;
    asked.push(who);
    return Promise.resolve(
      answerOf(
        pathname.includes("/jobs/")
          ? runningJob(pathname.split("/").at(-1) ?? "", { owner: who })
          : { status: "rendering", owner: who },
      ),
    );
  };
  const relay = createRelay({ upstreams, authorize: () => true, fetch, store });
  onTestFinished(() => relay.close());
  const get = async (path: string = JOB, remoteAddress?: string): Promise<{ status: number; owner: unknown }> => {
    const response = await relay.handle(new Request(`https://app.example/api/longrun${path}`), { remoteAddress });
    return { status: response.status, owner: ((await response.json()) as { owner?: unknown }).owner };
  };
  return { relay, get, asked };
}

/** A store, and all that was ever written to it. */
function watchedStore(): { store: RelayStore; written: string[] } {
  const inner = memoryStore();
  const written: string[] = [];
  const note =
    <Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>) =>
    (...args: Args): Promise<Value> => {
      written.push(JSON.stringify(args));
      return work(...args);
    };
  // Without `batch` and `spend`, all that is done is done by these.
  const store = {
    get: note(inner.get),
    set: note(inner.set),
    swap: note(inner.swap),
    publish: note(inner.publish),
    subscribe: inner.subscribe,
  };
  return { store, written };
}

const layers = (apiKey = KEYS[0] ?? "", more: object = {}) => ({ layers: { apiKey, ...more } });
const acme = (more: object) => ({
  acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")], ...more },
});

it("relays with the same key and address share what they know, and those with another key or another address do not", async () => {
  const { store } = watchedStore();
  const [one, same, otherKey, otherAddress] = [
    layers(),
    layers(),
    layers(KEYS[1]),
    layers(KEYS[0], { baseUrl: "https://eu.layers.example" }),
  ].map((upstreams) => relayWith(upstreams, store));
  await one?.get();
  expect([await same?.get(), same?.asked]).toEqual([{ status: 200, owner: "api.layers.com one" }, []]);
  expect((await otherKey?.get())?.owner).toBe("api.layers.com other");
  expect((await otherAddress?.get())?.owner).toBe("eu.layers.example one");
});

it("relays with the same key share its budget, and those with another do not", async () => {
  const store = memoryStore();
  const limit = { readsPerMinute: 10 };
  const [one, same, other] = [layers(KEYS[0], limit), layers(KEYS[0], limit), layers(KEYS[1], limit)].map((upstreams) =>
    relayWith(upstreams, store),
  );
  // Each is asked by somebody else: one visitor alone may not have all of a key.
  const statusesOf = async (relay = one) =>
    (
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => relay?.get(`${JOB}${n}-${String(relay === one)}`, `192.0.2.${n}`)),
      )
    ).map((answer) => answer?.status);
  expect(await statusesOf(one)).toEqual([200, 200, 200, 200, 200, 200]);
  // Eight tenths are for first reads.
  expect(await statusesOf(same)).toEqual([200, 200, 429, 429, 429, 429]);
  expect(await statusesOf(other)).toEqual([200, 200, 200, 200, 200, 200]);
});

it("two upstreams of one relay under the same key share its budget too", async () => {
  const upstream = (name: string) => ({
    baseUrl: "https://acme.example",
    headers: { authorization: "Bearer acme_key" },
    operations: [defineOperation(name)],
    readsPerMinute: 2,
  });
  const { get } = relayWith({ acme: upstream("acme"), again: upstream("again") }, memoryStore());
  expect([(await get("/acme/v1/renders/r1")).status, (await get("/again/v1/renders/r2")).status]).toEqual([200, 429]);
});

it("a webhook's event that one organization has taken in is no repeat for another", async () => {
  const store = memoryStore();
  const body = JSON.stringify({
    id: "evt_1",
    type: "job.completed",
    data: { jobId: "job_1", kind: "content_generate", result: {} },
  });
  for (const [index, key] of KEYS.entries()) {
    const { relay, get } = relayWith(layers(key, { webhookSecret: `whsec_of_${index}` }), store);
    await get();
    const headers = {
      "content-type": "application/json",
      "x-layers-signature": await signWebhook(body, `whsec_of_${index}`, Math.floor(Date.now() / 1_000)),
    };
    await relay.handle(
      new Request("https://app.example/api/longrun/webhooks/layers", { method: "POST", headers, body }),
    );
    const response = await relay.handle(new Request(`https://app.example/api/longrun${JOB}`));
    expect(await response.json()).toMatchObject({ status: "completed" });
  }
});

it("neither keys nor headers stand in the store, nor in what is published", async () => {
  const { store, written } = watchedStore();
  const { get } = relayWith(
    { ...layers(), ...acme({ headers: { "x-session": "acme_session_5d41402abc4b2a76" } }) },
    store,
  );
  await get();
  await get("/acme/v1/renders/r1");
  expect(written.length).toBeGreaterThan(10);
  for (const secret of [KEYS[0] ?? "", "acme_session_5d41402abc4b2a76"])
    expect(written.filter((text) => text.includes(secret))).toEqual([]);
});

it("headers that are made anew for every request don't split what is shared: it is the account that is named", async () => {
  const store = memoryStore();
  let tokens = 0;
  const token = { headers: () => ({ authorization: `Bearer token_${(tokens += 1)}` }) };
  const [one, same, other] = ["acme-production", "acme-production", "acme-trial"].map((account) =>
    relayWith(acme({ ...token, account }), store),
  );
  const RENDER = "/acme/v1/renders/r1";
  await one?.get(RENDER);
  expect([(await same?.get(RENDER))?.owner, (await other?.get(RENDER))?.owner]).toEqual([
    "acme.example _1",
    "acme.example _2",
  ]);
});

it("a relay on a store says at once that it does not know whose key a headers function sends", () => {
  const make = (more: object, store?: RelayStore) => () =>
    createRelay({ upstreams: acme(more), authorize: () => true, ...(store && { store }) });
  const headers = () => ({});
  expect(make({ headers }, memoryStore())).toThrow(/upstreams\.acme\.headers is a function.*account/);
  expect(make({ headers })).not.toThrow();
  expect(make({ headers, account: "" })).toThrow(/upstreams\.acme\.account must be a name/);
  expect(make({ headers: {}, account: "acme" })).toThrow(
    /upstreams\.acme\.account names the key that a headers function sends/,
  );
});
