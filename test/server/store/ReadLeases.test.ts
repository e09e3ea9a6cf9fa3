import { memoryStore } from "longrun/server";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { ReadLeases } from "../../../src/server/store/ReadLeases";
import { StoreNames } from "../../../src/server/cache/SharedAnswers";
import { wholeStore } from "../../../src/server/store/wholeStore";

const LEASE_MS = 12_000;
const KEY = "layers/v1/jobs/job_1";
const LEASE = `lease:{f1/${KEY}}`;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

function twoRelays() {
  const store = wholeStore(memoryStore());
  const names = new StoreNames([{ name: "layers", fingerprint: Promise.resolve("f1") }]);
  const leases = ["one", "other"].map((relayId) => new ReadLeases({ store, names, relayId, leaseMs: LEASE_MS })) as [
    ReadLeases,
    ReadLeases,
  ];
  const nobody = new AbortController().signal;
  /** Takes a lease, and notes when it has got it. */
  const take = (of: ReadLeases, signal = nobody, isAnswered = () => false) => {
    const taking: {
      isTaken: boolean;
      isOver?: boolean;
      waited?: boolean;
      release?: () => Promise<void>;
      error?: unknown;
    } = { isTaken: false };
    of.acquire(KEY, { steps: () => [], receive: () => false, isAnswered }, signal).then(
      (lease) =>
        Object.assign(
          taking,
          lease === null ? { isOver: true } : { waited: lease.waited, release: () => of.release(lease), isTaken: true },
        ),
      (error: unknown) => Object.assign(taking, { error }),
    );
    return taking;
  };
  return { store, leases, take };
}

it("a lease is one relay's until it is released; another that waits acquires it within a quarter of a second", async () => {
  const { leases, take } = twoRelays();
  const [one, other] = leases.map((relay) => take(relay));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([one?.isTaken, other?.isTaken]).toEqual([true, false]);
  await one?.release?.();
  await vi.advanceTimersByTimeAsync(250);
  expect(other).toMatchObject({ isTaken: true, waited: true });
});

it("a relay that waits looks at once when it is woken, and no longer once its visitor has left", async () => {
  const { leases, take, store } = twoRelays();
  const [first, gone] = [take(leases[0]), new AbortController()];
  const [waiting, leaving] = [take(leases[1]), take(leases[1], gone.signal)];
  gone.abort(new Error("The visitor has gone."));
  await vi.advanceTimersByTimeAsync(0);
  expect(leaving).toMatchObject({ isTaken: false, error: new Error("The visitor has gone.") });
  await first.release?.();
  leases[1].wake(KEY);
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting.isTaken).toBe(true);
  await waiting.release?.();
  expect(await store.get([LEASE])).toBeNull();
});

it("a relay that waits and gets the answer meanwhile acquires no lease", async () => {
  const { leases, take, store } = twoRelays();
  let isAnswered = false;
  const first = take(leases[0]);
  const waiting = take(leases[1], undefined, () => isAnswered);
  await vi.advanceTimersByTimeAsync(10);
  isAnswered = true;
  leases[1].wake(KEY);
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting).toEqual({ isTaken: false, isOver: true });
  await first.release?.();
  expect(await store.get([LEASE])).toBeNull();
});

it("the lease of a relay that died lapses", async () => {
  const { leases, take } = twoRelays();
  take(leases[0]);
  const other = take(leases[1]);
  await vi.advanceTimersByTimeAsync(LEASE_MS - 1);
  expect(other.isTaken).toBe(false);
  await vi.advanceTimersByTimeAsync(250);
  expect(other.isTaken).toBe(true);
});

it("a relay takes back at once a lease of its own that is left over from a store outage", async () => {
  const { store, leases, take } = twoRelays();
  await store.swap(LEASE, null, "one.77", LEASE_MS);
  const [other, one] = [take(leases[1]), take(leases[0])];
  await vi.advanceTimersByTimeAsync(250);
  expect([one.isTaken, other.isTaken]).toEqual([true, false]);
});

it("two reads of one relay do not take back each other's lease", async () => {
  const { leases, take } = twoRelays();
  const [first, second] = [take(leases[0]), take(leases[0])];
  await vi.advanceTimersByTimeAsync(5_000);
  expect([first.isTaken, second.isTaken]).toEqual([true, false]);
});

it.each([
  ["an object", { junk: true }],
  ["a list", ["one.1"]],
  ["a number", 7],
  ["true", true],
  ["an empty text", ""],
  ["a text", "junk"],
])("%s in a lease's place is no lease: the next read acquires it", async (_, junk) => {
  const { store, leases, take } = twoRelays();
  await store.set(LEASE, junk, 365 * 86_400_000);
  const one = take(leases[0]);
  await vi.advanceTimersByTimeAsync(0);
  const other = take(leases[1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([one.isTaken, other.isTaken]).toEqual([true, false]);
  await one.release?.();
  await vi.advanceTimersByTimeAsync(250);
  expect(other.isTaken).toBe(true);
  await other.release?.();
  expect(await store.get([LEASE])).toBeNull();
});
