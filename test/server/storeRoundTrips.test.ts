import { setImmediate as turn } from "node:timers/promises";
import { createRelay, memoryStore, type Relay, type RelayStore } from "longrun/server";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { defineOperation } from "./customOperation";
import { answerOf } from "./scriptedRelay";

/** How many waits for the store may stand between a question and its answer, one after the other. */
const GOAL = 3;

// Nothing here takes time but round trips.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
});

/** A store far away: what is asked of it is done when the next round trip ends. */
function farStore() {
  const inner = memoryStore();
  const arriving: (() => void)[] = [];
  const far =
    <Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>) =>
    (...args: Args): Promise<Value> =>
      new Promise<void>((resolve) => arriving.push(resolve)).then(() => work(...args));
  const store: RelayStore = {
    get: far(inner.get),
    set: far(inner.set),
    swap: far(inner.swap),
    publish: far(inner.publish),
    subscribe: inner.subscribe,
    batch: inner.batch && far(inner.batch),
    spend: inner.spend && far(inner.spend),
  };
  /** Lets round trips pass until the work is done. @returns how many that were */
  async function tripsOf(work: Promise<unknown>): Promise<number> {
    let isDone = false;
    const done = (): void => void (isDone = true);
    work.then(done, done);
    let trips = 0;
    for (let rounds = 0; rounds < 5_000; rounds += 1) {
      // Hashing is done elsewhere, and takes as long as it takes.
      for (let turns = 0; turns < 200 && !isDone && arriving.length === 0; turns += 1) await turn();
      for (let turns = 0; turns < 5; turns += 1) await turn();
      if (isDone) return trips;
      // On a busy machine hashing may take longer than that; a round in which nothing was asked is no trip.
      if (arriving.length > 0) trips += 1;
      for (const arrive of arriving.splice(0)) arrive();
    }
    throw new Error("It was not done after 5,000 rounds.");
  }
  return { store, tripsOf };
}

function relaysOn(store: RelayStore, count: number, readsPerMinute: number) {
  const asked: string[] = [];
  const relays = Array.from({ length: count }, () =>
    createRelay({
      upstreams: { acme: { baseUrl: "https://acme.example", operations: [defineOperation("acme")], readsPerMinute } },
      authorize: () => true,
      fetch: (url) => {
        asked.push(String(url));
        return Promise.resolve(answerOf({ status: "rendering" }, { etag: `"${asked.length}"` }));
      },
      store,
    }),
  );
  onTestFinished(async () => void (await Promise.all(relays.map((relay) => relay.close()))));
  const get = (relay: Relay | undefined, id: string, headers = {}): Promise<Response | undefined> =>
    Promise.resolve(relay?.handle(new Request(`https://app.example/api/longrun/acme/v1/renders/${id}`, { headers })));
  return { relays, get, asked };
}

it("a first read waits for the store three times at most, one after the other", async () => {
  const { store, tripsOf } = farStore();
  const { relays, get } = relaysOn(store, 1, 6_000);
  const answer = get(relays[0], "r1");
  expect(await tripsOf(answer)).toBeLessThanOrEqual(GOAL);
  expect((await answer)?.status).toBe(200);
});

it("what another relay knows is found in one", async () => {
  const { store, tripsOf } = farStore();
  const { relays, get, asked } = relaysOn(store, 2, 6_000);
  await tripsOf(get(relays[0], "r1"));
  expect(await tripsOf(get(relays[1], "r1"))).toBe(1);
  expect(asked).toHaveLength(1);
});

it("a refusal waits for two, and what is known already for none", async () => {
  const { store, tripsOf } = farStore();
  const { relays, get } = relaysOn(store, 1, 1);
  expect(await tripsOf(get(relays[0], "r1"))).toBeLessThanOrEqual(GOAL);
  const refused = get(relays[0], "r2");
  expect(await tripsOf(refused)).toBe(2);
  expect((await refused)?.status).toBe(429);
  expect(await tripsOf(get(relays[0], "r1"))).toBe(0);
});

it("ten relays that make three hundred first reads at once wait no longer than one, and none is refused while the key has room", async () => {
  const { store, tripsOf } = farStore();
  const { relays, get, asked } = relaysOn(store, 10, 6_000);
  const answers = relays.flatMap((relay, index) =>
    Array.from({ length: 30 }, (_, read) => get(relay, `r${index}-${read}`)),
  );
  expect(await tripsOf(Promise.all(answers))).toBeLessThanOrEqual(GOAL);
  expect(new Set((await Promise.all(answers)).map((answer) => answer?.status))).toEqual(new Set([200]));
  expect(asked).toHaveLength(300);
});

it("where the store has nothing but get, set and swap, nobody is refused either: it takes more round trips", async () => {
  const { store, tripsOf } = farStore();
  const { relays, get } = relaysOn({ ...store, batch: undefined, spend: undefined }, 3, 6_000);
  const answers = relays.flatMap((relay, index) =>
    Array.from({ length: 5 }, (_, read) => get(relay, `r${index}-${read}`)),
  );
  await tripsOf(Promise.all(answers));
  expect(new Set((await Promise.all(answers)).map((answer) => answer?.status))).toEqual(new Set([200]));
});
