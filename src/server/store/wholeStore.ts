import type { RelayStore, Spending, Spent, StoreStep } from "./RelayStore";
import { isRecord } from "../../operations/isRecord";

export type WholeStore = RelayStore & {
  readonly batch: NonNullable<RelayStore["batch"]>;
  readonly spend: NonNullable<RelayStore["spend"]>;
};

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

/** Runs one step by the method that it names. */
export function stepOf(store: RelayStore, step: StoreStep): Promise<unknown> {
  switch (step[0]) {
    case "get":
      return store.get(step[1]);
    case "set":
      return store.set(step[1], step[2], step[3]);
    case "swap":
      return store.swap(step[1], step[2], step[3], step[4]);
    case "publish":
      return store.publish(step[1]);
  }
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

/** Takes one read out of a budget, if it allows one; see {@link Spending}. An unreadable budget counts as unspent. */
export function spendWithin(
  kept: unknown,
  { nowMs, windowSeconds, allowed, inOneSecond, holdUntilMs }: Spending,
): Spent {
  const before = isSpent(kept) ? kept : { heldUntilMs: 0, reads: [] };
  const second = Math.floor(nowMs / 1_000);
  const reads = new Map(before.reads.filter(([at]) => at > second - windowSeconds));
  const heldUntilMs = Math.max(before.heldUntilMs, holdUntilMs);
  const used = [...reads.values()].reduce((sum, count) => sum + count, 0);
  const ofSecond = reads.get(second) ?? 0;
  const taken = heldUntilMs <= nowMs && used < allowed && ofSecond < inOneSecond;
  if (taken) reads.set(second, ofSecond + 1);
  return { taken, heldUntilMs, reads: [...reads] };
}

function isSpent(kept: unknown): kept is Spent {
  return (
    isRecord(kept) &&
    typeof kept["heldUntilMs"] === "number" &&
    Array.isArray(kept["reads"]) &&
    kept["reads"].every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite))
  );
}
