import { spendWithin, stepOf } from "./memoryStore";
import type { RelayStore, Spending, Spent, StoreStep, WholeStore } from "./RelayStore";

/** How often a swap is tried that other relays win. */
const TRIES = 100;

/** A store with all its methods: optional ones that it lacks are made of the others. */
export function wholeStore(store: RelayStore): WholeStore {
  return {
    get: (keys) => store.get(keys),
    set: (key, value, ttlMs) => store.set(key, value, ttlMs),
    swap: (key, expected, next, ttlMs) => store.swap(key, expected, next, ttlMs),
    publish: (message) => store.publish(message),
    subscribe: (listener) => store.subscribe(listener),
    batch: (steps) => (store.batch === undefined ? oneAfterAnother(store, steps) : store.batch(steps)),
    spend: (key, spending, ttlMs) =>
      store.spend === undefined ? spendBySwaps(store, key, spending, ttlMs) : store.spend(key, spending, ttlMs),
  };
}

async function oneAfterAnother(store: RelayStore, steps: readonly StoreStep[]): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const step of steps) results.push(await stepOf(store, step));
  return results;
}

async function spendBySwaps(store: RelayStore, key: string, spending: Spending, ttlMs: number): Promise<Spent> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const kept = await store.get([key]);
    const before = typeof kept === "string" ? kept : null;
    const spent = spendWithin(parsed(before), spending);
    const after = JSON.stringify({ heldUntilMs: spent.heldUntilMs, reads: spent.reads });
    // A refused read that sets no hold changes nothing.
    if (!spent.taken && spending.holdUntilMs === 0) return spent;
    if (await store.swap(key, before, after, ttlMs)) return spent;
  }
  throw new Error(
    `Other relays came between ${TRIES} times while a read was taken out of the budget. Give the store a ` +
      `\`spend\` of its own.`,
  );
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null") as unknown;
  } catch {
    return null;
  }
}
