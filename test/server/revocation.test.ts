import type { Authorize } from "longrun/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { answerOf, scriptedRelay } from "./scriptedRelay";

const RENDER = "/acme/v1/renders/r1";

/** Looks a right up as it is when it is asked for, and takes its time to say so. */
class Rights {
  isGranted = true;
  takesMs = 0;
  asked = 0;
  readonly authorize: Authorize = ({ request }) => {
    this.asked += 1;
    if (request.headers.get("cookie") === "owner") return true;
    const isGranted = this.isGranted;
    return new Promise((resolve) => setTimeout(() => resolve(isGranted), this.takesMs));
  };
}

/** An upstream that says what `step` is, after a while. */
function world() {
  const rights = new Rights();
  const state = { step: 1, takesMs: 0, etag: null as string | null };
  const script = async (): Promise<Response> => {
    await new Promise((resolve) => setTimeout(resolve, state.takesMs));
    // With a tag: to make one takes real time, which the clock would run ahead of.
    return answerOf({ status: "rendering", step: state.step }, { etag: state.etag ?? `"${state.step}"` });
  };
  return { rights, state, ...scriptedRelay(script, { authorize: rights.authorize }) };
}

const realTimeout = globalThis.setTimeout;
/** Lets time pass, slowly enough for real work, such as hashing, to be done first. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await new Promise((resolve) => realTimeout(resolve, 5));
    await vi.advanceTimersByTimeAsync(100);
  }
}

async function whileTimePasses<Value>(promise: Promise<Value>): Promise<Value> {
  let isSettled = false;
  void promise.finally(() => (isSettled = true)).catch(() => undefined);
  await new Promise((resolve) => realTimeout(resolve, 20));
  while (!isSettled) await pass(100);
  return promise;
}

async function listen({
  get,
}: Pick<ReturnType<typeof world>, "get">): Promise<() => { steps: number[]; text: string }> {
  const response = await whileTimePasses(get(`/events?watch=${RENDER.slice(1)}`));
  const reader = response.body?.getReader();
  onTestFinished(() => void reader?.cancel());
  let text = "";
  const read = async (): Promise<void> => {
    for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read())
      text += new TextDecoder().decode(chunk.value);
  };
  void read();
  return () => ({ steps: [...text.matchAll(/"step":(\d+)/g)].map(([, step]) => Number(step)), text });
}

describe("on a stream, a right that is withdrawn while it is looked up", () => {
  it("shows what was known when it was asked for, and nothing later", async () => {
    const { rights, state, get } = world();
    const told = await listen({ get });
    await pass(100);
    expect(told().steps).toEqual([1]);
    rights.takesMs = 8_000;
    state.step = 2;
    await pass(2_500);
    rights.isGranted = false;
    state.step = 3;
    await pass(30_000);
    expect(told().steps).toEqual([1, 2]);
    expect(told().text).toContain("event: unwatched");
  });

  it("shows nothing later either where the upstream gives everything the same tag", async () => {
    const { rights, state, get } = world();
    state.etag = '"always"';
    const told = await listen({ get });
    await pass(100);
    rights.takesMs = 8_000;
    state.step = 2;
    await pass(2_500);
    rights.isGranted = false;
    state.step = 3;
    await pass(30_000);
    expect(told().steps).toEqual([1, 2]);
    expect(told().text).toContain("event: unwatched");
  });

  it("does not keep back what comes while it is looked up, where it still holds", async () => {
    const { rights, state, get } = world();
    const told = await listen({ get });
    await pass(100);
    rights.takesMs = 3_000;
    for (state.step = 2; state.step < 20; state.step += 1) await pass(1_000);
    await pass(20_000);
    expect(told().steps.length).toBeGreaterThan(4);
    expect(told().steps.at(-1)).toBe(20);
    expect(told().text).not.toContain("unwatched");
  });

  it("shows nothing of what was read for the stream after it was asked for", async () => {
    const { rights, state, get } = world();
    state.takesMs = 5_000;
    const told = await listen({ get });
    await pass(1_000);
    rights.isGranted = false;
    await pass(10_000);
    expect(told().steps).toEqual([]);
    expect(told().text).toContain("event: unwatched");
  });

  it("is looked up once where nothing has changed since it was asked for", async () => {
    const { rights, get } = world();
    await whileTimePasses(get(RENDER, { cookie: "owner" }));
    const before = rights.asked;
    const told = await listen({ get });
    await pass(100);
    expect([told().steps, rights.asked - before]).toEqual([[1], 1]);
  });
});

describe("for a read, a right that is withdrawn", () => {
  it("while it is looked up shows nothing that came in since", async () => {
    const { rights, state, get } = world();
    await whileTimePasses(get(RENDER, { cookie: "owner" }));
    rights.takesMs = 4_000;
    const reading = get(RENDER);
    await pass(100);
    rights.isGranted = false;
    state.step = 2;
    await pass(3_000);
    expect((await whileTimePasses(reading)).status).toBe(403);
  });

  it("while it is looked up shows nothing that came in since under the tag of what was known", async () => {
    const { rights, state, get } = world();
    state.etag = '"always"';
    await whileTimePasses(get(RENDER, { cookie: "owner" }));
    rights.takesMs = 4_000;
    const reading = get(RENDER);
    await pass(100);
    rights.isGranted = false;
    state.step = 2;
    await pass(3_000);
    expect((await whileTimePasses(reading)).status).toBe(403);
  });

  it("while it is looked up shows what was known when it was asked for", async () => {
    const { rights, get } = world();
    await whileTimePasses(get(RENDER, { cookie: "owner" }));
    rights.takesMs = 500;
    const reading = get(RENDER);
    await pass(100);
    rights.isGranted = false;
    const response = await whileTimePasses(reading);
    expect([response.status, rights.asked]).toEqual([200, 2]);
  });

  it("while the upstream takes nine seconds shows nothing of its answer", async () => {
    const { rights, state, get } = world();
    state.takesMs = 9_000;
    const reading = get(RENDER);
    await pass(1_000);
    rights.isGranted = false;
    expect((await whileTimePasses(reading)).status).toBe(403);
  });

  it("holds for the second in which the upstream answers, so that it is looked up once", async () => {
    const { rights, state, get } = world();
    state.takesMs = 700;
    expect((await whileTimePasses(get(RENDER))).status).toBe(200);
    expect(rights.asked).toBe(1);
  });
});
