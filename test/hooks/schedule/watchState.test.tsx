import { focusManager, onlineManager } from "@tanstack/react-query";
import {
  fixed,
  isStalled,
  nextPollAt,
  OperationError,
  useJob,
  useLineRequest,
  watchState,
  type WatchResult,
  type WatchState,
} from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp } from "../renderWatch";
import { completed, notFound, running, type ScriptedAnswer } from "../scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
  onlineManager.setOnline(true);
});

const slow = fixed(10_000);

describe("watchState is pure, given the environment", () => {
  const seen = { focused: true, online: true };
  const going = { data: { isTerminal: false }, error: null };
  const passing = new OperationError({ code: "NETWORK", operation: "layers.job", message: "x", retryable: true });
  const fatal = new OperationError({ code: "NOT_FOUND", operation: "layers.job", message: "x" });

  test.each<[string, WatchResult, Partial<typeof seen>, WatchState]>([
    ["data that is going on", going, {}, "watching"],
    ["nothing yet", { data: undefined, error: null }, {}, "watching"],
    ["terminal data", { ...going, data: { isTerminal: true } }, {}, "settled"],
    [
      "terminal data, hidden, offline and disabled",
      { data: { isTerminal: true }, error: null, isEnabled: false },
      { focused: false, online: false },
      "settled",
    ],
    ["terminal data whose last read failed", { data: { isTerminal: true }, error: fatal }, {}, "settled"],
    ["a passing failure", { ...going, error: passing }, {}, "retrying"],
    ["a passing failure of the first read", { data: undefined, error: passing }, {}, "retrying"],
    ["a fatal error", { ...going, error: fatal }, {}, "stopped"],
    ["a fatal error in a hidden tab", { data: undefined, error: fatal }, { focused: false }, "stopped"],
    ["a hidden tab", going, { focused: false }, "paused"],
    ["no network", going, { online: false }, "paused"],
    ["no network after a failure", { ...going, error: passing }, { online: false }, "paused"],
    ["a poll that waits for the network", { ...going, isPaused: true }, {}, "paused"],
    ["a disabled hook", { ...going, isEnabled: false }, {}, "paused"],
    ["TanStack Query before 5.83, which has no isEnabled", { ...going, isEnabled: undefined }, {}, "watching"],
  ])("%s", (_name, result, environment, expected) => {
    expect(watchState(result, { ...seen, ...environment })).toBe(expected);
  });
});

describe("watchState of a hook", () => {
  async function stateAfter(answers: readonly ScriptedAnswer[], ms: number): Promise<WatchState> {
    const setup = setUp((_request, count) => answers[Math.min(count, answers.length) - 1] ?? {});
    const hook = renderWatch(setup, () => watchState(useJob("job_1")));
    await pass(ms);
    hook.rerender();
    return hook.result.current;
  }
  test.each<[WatchState, ScriptedAnswer[]]>([
    ["watching", [{ body: running("job_1") }]],
    ["settled", [{ body: completed("job_1") }]],
    [
      "settled",
      [{ body: running("job_1", { status: "failed", error: { code: "MODERATION_BLOCKED", message: "No." } }) }],
    ],
    ["retrying", [{ body: running("job_1") }, { status: 500 }]],
    ["retrying", [{ lost: true }]],
    ["stopped", [{ body: running("job_1") }, notFound]],
  ])("is %s", async (state, answers) => {
    expect(await stateAfter(answers, 20_100)).toBe(state);
  });

  test("is paused while hidden, offline, disabled, or without an id", async () => {
    const setup = setUp({ body: running("job_1") });
    const hook = renderWatch(
      setup,
      ({ id, enabled }: { readonly id: string | null; readonly enabled: boolean }) =>
        watchState(useJob(id, { enabled })),
      { id: "job_1" as string | null, enabled: true },
    );
    await pass(100);
    expect(hook.result.current).toBe("watching");
    focusManager.setFocused(false);
    hook.rerender({ id: "job_1", enabled: true });
    expect(hook.result.current).toBe("paused");
    focusManager.setFocused(true);
    hook.rerender({ id: "job_1", enabled: false });
    expect(hook.result.current).toBe("paused");
    hook.rerender({ id: null, enabled: true });
    expect(hook.result.current).toBe("paused");
    hook.rerender({ id: "job_1", enabled: true });
    expect(hook.result.current).toBe("watching");
    // Without a render of ours: the next poll is due, has no network, and says so.
    onlineManager.setOnline(false);
    await pass(20_000);
    expect(hook.result.current).toBe("paused");
    onlineManager.setOnline(true);
    await pass(3_000);
    expect(hook.result.current).toBe("watching");
  });

  test("costs no render for unchanged polls, and a hook that does not read it renders no more than before", async () => {
    let asking = 0;
    let silent = 0;
    const setup = setUp({ body: running("job_1") });
    renderWatch(setup, () => {
      asking += 1;
      const result = useJob("job_1");
      return [watchState(result), nextPollAt(result), result.data?.progress];
    });
    renderWatch(setup, () => {
      silent += 1;
      return useJob("job_1").data?.progress;
    });
    await pass(1_000);
    const before = [asking, silent];
    await pass(120_000);
    expect(setup.server.requests.length).toBeGreaterThan(10);
    expect([asking, silent]).toEqual(before);
  });
});

describe("nextPollAt", () => {
  test("is the time of the next request, after a 200, a 304 and an error", async () => {
    const answers: ScriptedAnswer[] = [
      { body: running("job_1"), headers: { etag: '"a"' } },
      { status: 304 },
      { status: 304 },
      { status: 500 },
      { lost: true },
      { status: 304 },
    ];
    const setup = setUp((_request, count) => answers[count - 1] ?? { status: 304 });
    const hook = renderWatch(setup, () => {
      const { data, error } = useJob("job_1");
      return { data, error };
    });
    await pass(10);
    for (let poll = 1; poll <= 8; poll += 1) {
      expect(setup.server.requests).toHaveLength(poll);
      const at = nextPollAt(hook.result.current);
      expect(at).not.toBeNull();
      await pass((at ?? 0) - Date.now() + 5);
      expect(Math.abs((setup.server.requests.at(-1)?.atMs ?? 0) - (at ?? 0))).toBeLessThanOrEqual(5);
    }
  });

  test("is null when nothing is polled any more, and before the first answer", async () => {
    for (const answer of [{ body: completed("job_1") }, notFound]) {
      const setup = setUp({ ...answer, afterMs: 500 });
      const hook = renderWatch(setup, () => nextPollAt(useJob("job_1")));
      await pass(100);
      expect(hook.result.current).toBeNull();
      await pass(5_000);
      expect(hook.result.current).toBeNull();
    }
    expect(nextPollAt({ data: { jobId: "job_1" }, error: null })).toBeNull();
  });

  test.each(["slow first", "quick first"])(
    "of two cadences the faster counts, and the slower once the faster is gone (%s)",
    async (order) => {
      const setup = setUp({ body: running("job_1") });
      const early = order === "quick first" ? renderWatch(setup, () => useJob("job_1", { cadence: three }).data) : null;
      const one = renderWatch(setup, () => useJob("job_1", { cadence: slow }).data);
      const quick = early ?? renderWatch(setup, () => useJob("job_1", { cadence: three }).data);
      await pass(3_100);
      const at = (): number =>
        (nextPollAt({ data: one.result.current, error: null }) ?? 0) - (setup.server.requests.at(-1)?.atMs ?? 0);
      expect(at()).toBe(3_000);
      quick.unmount();
      await pass(10_000);
      expect(at()).toBe(10_000);
    },
  );
});
const three = fixed(3_000);

describe("isStalled", () => {
  const minutes = (count: number): number => count * 60_000;
  const at = Date.parse("2026-04-18T19:20:11Z");
  const job = (fields: object = {}) => ({
    jobId: "job_1",
    isTerminal: false,
    startedAt: "2026-04-18T19:20:11Z",
    ...fields,
  });

  test.each([
    ["project_ingest_github", 300],
    ["content_generate", 240],
    ["content_regenerate", 240],
    ["content_clone_from_post", 240],
    ["influencer_create", 180],
    ["appstore_ingest", 120],
    ["a_kind_of_tomorrow", 240],
    ["constructor", 240],
  ])("a %s given by hand stalls %i s after its start", (kind, seconds) => {
    expect(isStalled(job({ kind }), at + seconds * 1_000)).toBe(false);
    expect(isStalled(job({ kind }), at + seconds * 1_000 + 1)).toBe(true);
  });

  test("the time can be given", () => {
    expect(isStalled(job(), at + 5_001, 5_000)).toBe(true);
    expect(isStalled(job(), at + minutes(60), Number.POSITIVE_INFINITY)).toBe(false);
  });

  test.each([undefined, null, "", "yesterday", "2026-13-45T99:99:99Z"])(
    "a start of %j says nothing, so nothing is said",
    (startedAt) => {
      expect(isStalled(job({ startedAt }), Number.MAX_SAFE_INTEGER)).toBe(false);
    },
  );

  test("a clock behind the server's, NaN, no data and a terminal value never count as stalled", () => {
    expect(isStalled(job(), at - minutes(60))).toBe(false);
    expect(isStalled(job(), Number.NaN)).toBe(false);
    expect(isStalled(null, at)).toBe(false);
    expect(isStalled(undefined, at)).toBe(false);
    expect(isStalled(job({ isTerminal: true }), at + minutes(600))).toBe(false);
  });

  test("a lease request given by hand counts from its submission: four days", () => {
    const lease = { requestId: "lreq_1", isTerminal: false, submittedAt: "2026-04-18T19:24:11Z" };
    expect(isStalled(lease, Date.parse("2026-04-21T19:24:11Z"))).toBe(false);
    expect(isStalled(lease, Date.parse("2026-04-22T19:24:12Z"))).toBe(true);
  });

  test("a watched job counts from its last change of status, stage or progress, through 304s and heartbeats", async () => {
    let fields: object = { progress: 0.5 };
    for (const etag of [true, false]) {
      const setup = setUp(({ headers }, count) =>
        etag && headers.get("if-none-match") === JSON.stringify(fields)
          ? { status: 304 }
          : {
              body: running("job_1", { ...fields, heartbeatAt: count }),
              ...(etag ? { headers: { etag: JSON.stringify(fields) } } : {}),
            },
      );
      fields = { progress: 0.5 };
      const hook = renderWatch(setup, () => useJob("job_1").data);
      const stalled = (): boolean => isStalled(hook.result.current, Date.now());
      await pass(minutes(3));
      expect(stalled()).toBe(false);
      await pass(minutes(1.2));
      expect(stalled()).toBe(true);
      for (const change of [
        { progress: 0.6 },
        { progress: 0.6, stage: "assembling" },
        { progress: 0.6, stage: "assembling", status: "on_hold" },
      ]) {
        fields = change;
        await pass(20_000);
        expect(stalled()).toBe(false);
        await pass(minutes(4));
        expect(stalled()).toBe(true);
      }
      hook.unmount();
    }
  });

  test("waiting for a payment never stalls, however long; provisioning does after half an hour", async () => {
    const line = { _id: "6a09279daa903300e2530b0f" };
    const setup = setUp({ body: { status: "awaiting_payment", line } });
    const hook = renderWatch(setup, () => useLineRequest(line._id).data);
    await pass(minutes(600));
    expect(isStalled(hook.result.current, Date.now())).toBe(false);
    setup.server.answer({ body: { status: "provisioning", line } });
    await pass(minutes(20));
    expect(isStalled(hook.result.current, Date.now())).toBe(false);
    await pass(minutes(11));
    expect(isStalled(hook.result.current, Date.now())).toBe(true);
  });
});
