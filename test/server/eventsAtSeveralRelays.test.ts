import { memoryStore, type RelayStore } from "longrun/server";
import { expect, it, onTestFinished, vi } from "vitest";
import { answerOf, scriptedRelay, type Script, type Scripted } from "./scriptedRelay";

const RENDER = "/acme/v1/renders/r1";

/** An operation that is one step further with every read, and read every two seconds. */
function steps(): Script {
  let reads = 0;
  return () => answerOf({ status: "rendering", step: (reads += 1) }, { etag: `"${reads}"` });
}

/** What a stream about the operation tells from now on. */
async function listen({ get }: Scripted): Promise<() => Promise<number[]>> {
  const reader = (await get(`/events?watch=${RENDER.slice(1)}`)).body?.getReader();
  onTestFinished(() => void reader?.cancel());
  const told: number[] = [];
  const read = async (): Promise<void> => {
    for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
      for (const [, step] of new TextDecoder().decode(chunk.value).matchAll(/"step":(\d+)/g)) told.push(Number(step));
    }
  };
  void read();
  return async () => {
    await vi.advanceTimersByTimeAsync(0);
    return told;
  };
}

it("a stream that is opened tells what another relay has kept, also where this one did not hear of it", async () => {
  const store = memoryStore();
  const deaf: RelayStore = { ...store, subscribe: () => Promise.resolve(() => undefined) };
  const script = steps();
  const [one, other] = [scriptedRelay(script, { store }), scriptedRelay(script, { store: deaf })];
  await one.get(RENDER);
  await other.get(RENDER);
  await vi.advanceTimersByTimeAsync(1_500);
  // Before it is due at the other.
  await one.get(RENDER, { "cache-control": "max-age=0" });
  expect(await (await listen(other))()).toEqual([2]);
});

it.each(["set", "publish", "batch"] as const)(
  "visitors hear of a change once the other relays may know it: not before the store has done its %s",
  async (call) => {
    const whole = memoryStore();
    // One without it is asked for one thing after another.
    const store: RelayStore = call === "batch" ? whole : { ...whole, batch: undefined };
    let release: () => void = () => undefined;
    let isHeld = false;
    const held =
      <Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) =>
      async (...args: Args): Promise<unknown> => {
        if (isHeld) await new Promise<void>((resolve) => (release = resolve));
        return work(...args);
      };
    const told = await listen(
      scriptedRelay(steps(), { store: { ...store, [call]: held(store[call] as () => Promise<unknown>) } }),
    );
    expect(await told()).toEqual([1]);
    isHeld = true;
    await vi.advanceTimersByTimeAsync(2_500);
    expect(await told()).toEqual([1]);
    isHeld = false;
    release();
    expect(await told()).toEqual([1, 2]);
  },
);
