// What a client hears without asking, over streams that a test speaks on; how tabs share one is the test of createPush.
import { jobOperation, lineRequestOperation, type Job } from "longrun";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ClientPush } from "../../../src/client/push/ClientPush";
import { createClientPush } from "../../../src/client/push/createClientPush";
import { lazyPush } from "../../../src/client/push/lazyPush";
import { FakeEvents } from "../FakeEvents";

/** What the page has opened. */
let opened: FakeEvents[];
const open = (): FakeEvents[] => opened.filter(({ readyState }) => readyState !== 2);

function change(stream: FakeEvents | undefined, jobId: string, said: object = {}): void {
  const body = { jobId, kind: "content_generate", status: "running", progress: 0.5, ...said };
  stream?.emit("change", { watch: `layers/v1/jobs/${jobId}`, etag: '"1"', session: "ada", body });
}

const GRANTED = { session: "ada", order: 1 };
const REFUSED = { session: undefined, order: 2 };
const relay = (endpoint: string): string => `/api/longrun/${endpoint}`;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function watch(push: ClientPush, jobId: string) {
  const seen = { values: [] as Job[], lost: 0 };
  const end = push.watch(
    jobOperation,
    { jobId },
    { onValue: (job) => seen.values.push(job), onLost: () => (seen.lost += 1) },
  );
  return { seen, end };
}

const isHeard = (push: ClientPush, jobId: string): boolean => push.isHeard(jobOperation, { jobId });

/** Jobs that were read, are watched and are heard of. */
async function hearing(...jobIds: readonly string[]) {
  const push = createClientPush(relay);
  const watches = jobIds.map((jobId) => {
    push.noteRead(jobOperation, { jobId }, GRANTED);
    return watch(push, jobId);
  });
  await pass(100);
  const stream = open()[0] as FakeEvents;
  stream.emit("ready");
  const { seen, end } = watches[0] as (typeof watches)[number];
  return { push, stream, watches, seen, end };
}

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  vi.stubGlobal(
    "EventSource",
    class extends FakeEvents {
      constructor(url: string) {
        super(url);
        opened.push(this);
      }
    },
  );
  // Without locks each page has a connection of its own.
  vi.stubGlobal("navigator", {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("an operation that was read and is watched", () => {
  it("is pushed once the stream is ready, and its changes are values as a read gives them", async () => {
    const { push, stream, seen } = await hearing("job_1");
    expect(stream.url).toBe("/api/longrun/events?watch=layers%2Fv1%2Fjobs%2Fjob_1");
    expect([isHeard(push, "job_1"), isHeard(push, "job_2")]).toEqual([true, false]);
    change(stream, "job_1");
    expect(seen).toMatchObject({
      values: [{ jobId: "job_1", progress: 0.5, etag: '"1"', isTerminal: false }],
      lost: 0,
    });
  });

  it("gets no value from an invalid change: the next poll reports it", async () => {
    const { push, stream, seen } = await hearing("job_1");
    change(stream, "job_1", { jobId: "job_2" });
    change(stream, "job_1", { status: 7 });
    expect(seen).toEqual({ values: [], lost: 0 });
    expect(isHeard(push, "job_1")).toBe(true);
  });

  it("is not pushed any more once it has ended, and not polled for that", async () => {
    const { push, stream, seen } = await hearing("job_1");
    change(stream, "job_1", { status: "completed" });
    expect(seen.values.map(({ status }) => status)).toEqual(["completed"]);
    expect(isHeard(push, "job_1")).toBe(false);
    await pass(100);
    expect(open()).toEqual([]);
    const again = watch(push, "job_1");
    await pass(10_000);
    expect([seen.lost, again.seen.lost]).toEqual([0, 0]);
  });

  it("is polled when the connection breaks, if it was pushed", async () => {
    const { push, stream, seen } = await hearing("job_1");
    stream.emit("error");
    expect([isHeard(push, "job_1"), seen.lost]).toEqual([false, 1]);
    stream.emit("error");
    expect(seen.lost).toBe(1);
    stream.emit("ready");
    expect([isHeard(push, "job_1"), seen.lost]).toEqual([true, 1]);
  });

  it("is not polled when the connection breaks before it was pushed", async () => {
    const push = createClientPush(relay);
    push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
    const { seen } = watch(push, "job_1");
    await pass(100);
    open()[0]?.emit("error");
    expect(seen.lost).toBe(0);
  });

  it("is pushed as long as one of its two watchers is there", async () => {
    const { push, end } = await hearing("job_1");
    const other = watch(push, "job_1");
    end();
    // Who leaves twice, as after the end of a job, leaves once.
    end();
    expect(isHeard(push, "job_1")).toBe(true);
    other.end();
    expect(isHeard(push, "job_1")).toBe(false);
    await pass(100);
    expect(open()).toEqual([]);
  });

  it("may have ended by what is known when somebody comes, who then leaves nothing behind", async () => {
    const push = createClientPush(relay);
    const values: string[] = [];
    const come = (andThen?: () => void): void => {
      const onValue = ({ status }: Job): void => {
        values.push(status);
        andThen?.();
      };
      push.watch(jobOperation, { jobId: "job_1" }, { onValue, onLost: () => undefined });
    };
    push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
    come(() => come());
    await pass(100);
    open()[0]?.emit("ready");
    change(open()[0], "job_1", { status: "completed" });
    expect(values).toEqual(["completed", "completed"]);
    await pass(100);
    expect(open()).toEqual([]);
  });
});

describe("a read that is refused", () => {
  it("ends the pushes of its operation without another read", async () => {
    const { push, seen } = await hearing("job_1");
    push.noteRead(jobOperation, { jobId: "job_1" }, REFUSED);
    expect([isHeard(push, "job_1"), seen.lost]).toEqual([false, 0]);
  });

  it("makes other operations poll, since the stream may be another user's", async () => {
    const { push, watches } = await hearing("job_1", "job_2");
    push.noteRead(jobOperation, { jobId: "job_1" }, REFUSED);
    expect(watches.map(({ seen }) => seen.lost)).toEqual([0, 1]);
    await pass(0);
    expect(watches.map(({ seen }) => seen.lost)).toEqual([0, 1]);
  });

  it("is over afterwards: the same operation, read and lost again, is to be asked about", async () => {
    const { push, seen } = await hearing("job_1");
    push.noteRead(jobOperation, { jobId: "job_1" }, REFUSED);
    await pass(0);
    push.noteRead(jobOperation, { jobId: "job_1" }, { session: "ada", order: 3 });
    open()[0]?.emit("ready");
    expect(isHeard(push, "job_1")).toBe(true);
    open()[0]?.emit("error");
    expect(seen.lost).toBe(1);
  });
});

describe("the session of a read", () => {
  it("that another has overtaken is not the one of now", async () => {
    const { push } = await hearing("job_1");
    push.noteRead(jobOperation, { jobId: "job_2" }, { session: "ada", order: 5 });
    push.noteRead(jobOperation, { jobId: "job_3" }, { session: "bob", order: 4 });
    expect(isHeard(push, "job_1")).toBe(true);
    push.noteRead(jobOperation, { jobId: "job_3" }, { session: "bob", order: 6 });
    expect(isHeard(push, "job_1")).toBe(false);
  });

  it("counts for what it grants, be it overtaken by another read of the same", async () => {
    const { push } = await hearing("job_1");
    push.noteRead(jobOperation, { jobId: "job_2" }, { session: "ada", order: 5 });
    watch(push, "job_3");
    push.noteRead(jobOperation, { jobId: "job_3" }, { session: "ada", order: 4 });
    await pass(100);
    open()[0]?.emit("ready");
    expect(isHeard(push, "job_3")).toBe(true);
    // The newest is the fifth still.
    push.noteRead(jobOperation, { jobId: "job_1" }, { session: "bob", order: 5 });
    expect(isHeard(push, "job_3")).toBe(true);
  });
});

describe("who leaves what is heard and comes back", () => {
  it("is polled after five seconds, unless it is pushed again", async () => {
    const { push, end, stream } = await hearing("job_1");
    end();
    stream.emit("error");
    const { seen } = watch(push, "job_1");
    await pass(4_999);
    expect(seen.lost).toBe(0);
    await pass(1);
    expect(seen.lost).toBe(1);
    await pass(60_000);
    expect(seen.lost).toBe(1);
  });

  it.each([
    ["is heard of again", (stream: FakeEvents) => stream.emit("ready")],
    ["a value is told", (stream: FakeEvents) => change(stream, "job_1")],
  ])("asks nothing where %s in time", async (_, speak) => {
    const { push, end, stream } = await hearing("job_1");
    end();
    stream.emit("error");
    const { seen } = watch(push, "job_1");
    await pass(100);
    speak(stream);
    await pass(10_000);
    expect(seen.lost).toBe(0);
  });

  it.each<[string, (push: ClientPush, end: () => void) => void]>([
    ["leaves again", (_, end) => end()],
    ["closes the client", (push) => push.close()],
  ])("asks nothing once they %s", async (_, leave) => {
    const { push, end, stream } = await hearing("job_1");
    end();
    stream.emit("error");
    const again = watch(push, "job_1");
    leave(push, again.end);
    await pass(10_000);
    expect(again.seen.lost).toBe(0);
  });

  it("is not polled where it was not pushed before, or has another watcher", async () => {
    const { push, end } = await hearing("job_1");
    const [other, unheard] = [watch(push, "job_1"), watch(push, "job_9")];
    end();
    unheard.end();
    const back = [watch(push, "job_1"), watch(push, "job_9")];
    await pass(10_000);
    expect([other, ...back].map(({ seen }) => seen.lost)).toEqual([0, 0, 0]);
  });
});

describe("a client that is closed", () => {
  it("ends its stream, and delivers nothing any more", async () => {
    const { push, seen } = await hearing("job_1");
    push.close();
    expect([isHeard(push, "job_1"), open(), seen.lost]).toEqual([false, [], 0]);
    push.noteRead(jobOperation, { jobId: "job_1" }, { session: "ada", order: 9 });
    watch(push, "job_1").end();
    watch(push, "job_1");
    await pass(10_000);
    expect(opened).toHaveLength(1);
  });
});

describe("endpoints", () => {
  it("of one relay share a connection, those of another have their own", async () => {
    const push = createClientPush((endpoint) =>
      endpoint === "acme" ? "https://acme.example/relay/acme" : relay(endpoint),
    );
    const acme = { ...jobOperation, endpoint: "acme" };
    for (const operation of [jobOperation, acme]) push.noteRead(operation, { jobId: "job_1" }, GRANTED);
    push.noteRead(lineRequestOperation, { lineRequestId: "1" }, GRANTED);
    const to = { onValue: () => undefined, onLost: () => undefined };
    for (const operation of [jobOperation, acme]) push.watch(operation, { jobId: "job_1" }, to);
    push.watch(lineRequestOperation, { lineRequestId: "1" }, to);
    await pass(100);
    expect(opened.map(({ url }) => url)).toEqual([
      "/api/longrun/events?watch=layers%2Fv1%2Fjobs%2Fjob_1&watch=tuco%2Fapi%2Fline-requests%2F1",
      "https://acme.example/relay/events?watch=acme%2Fv1%2Fjobs%2Fjob_1",
    ]);
  });

  it.each(["https://app.layers.com", "/layers2", "/api/my-layers"])(
    "at %s are no relay's: nothing is heard of them",
    async (baseUrl) => {
      const push = createClientPush(() => baseUrl);
      push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
      const { end } = watch(push, "job_1");
      await pass(100);
      expect(opened).toEqual([]);
      end();
    },
  );

  it("get no invalid id", () => {
    expect(() => watch(createClientPush(relay), "../whoami")).toThrow(expect.objectContaining({ code: "INVALID_ID" }));
  });
});

describe("loaded when it is wanted", () => {
  const loaded = async (): Promise<void> => {
    await vi.dynamicImportSettled();
    await pass(100);
  };

  it("it pushes operations that were read and watched meanwhile", async () => {
    const push = lazyPush(relay);
    push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
    const { seen, end } = watch(push, "job_1");
    expect(isHeard(push, "job_1")).toBe(false);
    await loaded();
    open()[0]?.emit("ready");
    change(open()[0], "job_1");
    expect([isHeard(push, "job_1"), seen.values.length]).toEqual([true, 1]);
    // At once: what was refused is not told a moment longer.
    push.noteRead(jobOperation, { jobId: "job_1" }, REFUSED);
    expect(isHeard(push, "job_1")).toBe(false);
    end();
    await pass(100);
    expect(open()).toEqual([]);
  });

  it("it opens nothing for who has left, or has closed the client, before it came", async () => {
    const [left, closed] = [lazyPush(relay), lazyPush(relay)];
    for (const push of [left, closed]) push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
    watch(left, "job_1").end();
    watch(closed, "job_1");
    closed.close();
    await loaded();
    expect(opened).toEqual([]);
  });

  it("it ends with the client", async () => {
    const push = lazyPush(relay);
    push.noteRead(jobOperation, { jobId: "job_1" }, GRANTED);
    watch(push, "job_1");
    await loaded();
    expect(open()).toHaveLength(1);
    push.close();
    expect(open()).toEqual([]);
  });

  it("it passes over an invalid id: the poll reports it", async () => {
    const push = lazyPush(relay);
    const { seen, end } = watch(push, "../whoami");
    await loaded();
    end();
    expect([seen, opened]).toEqual([{ values: [], lost: 0 }, []]);
  });
});
