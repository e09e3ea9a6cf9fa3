// What all watches under one key share: its budget, its Retry-After, its token; and waking up together.
import { focusManager } from "@tanstack/react-query";
import {
  createLongrunClient,
  fixed,
  nextPollAt,
  useJob,
  useJobs,
  useLeaseRequest,
  useRequestLease,
  type Job,
} from "longrun";
import type { ReactElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { rateLimitedServer } from "./rateLimitedServer";
import { pass, renderIn, renderWatch, setUp, type WatchSetup } from "./renderWatch";
import { completed, jobIdOf, running } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2031-01-01T00:00:00Z");
});
afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
});

const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `job_${index}`);
const three = fixed(3_000);
const twenty = fixed(20_000);

/** The longest that any job waited between two reads after `fromMs`, and the fewest and most reads a job had. */
function spread({ server }: WatchSetup, fromMs: number): { longestMs: number; fewest: number; most: number } {
  const times = new Map<string, number[]>();
  for (const request of server.requests)
    if (request.atMs >= fromMs) times.set(jobIdOf(request), [...(times.get(jobIdOf(request)) ?? []), request.atMs]);
  const all = [...times.values()];
  return {
    longestMs: Math.max(
      ...all.flatMap((own) => [...own, Date.now()].slice(1).map((at, index) => at - (own[index] ?? 0))),
    ),
    fewest: Math.min(...all.map((own) => own.length)),
    most: Math.max(...all.map((own) => own.length)),
  };
}

describe("sixty jobs under a key of 120 reads a minute", () => {
  function Row({ jobId }: { readonly jobId: string }): ReactElement {
    const { data, error } = useJob(jobId);
    next.set(jobId, () => nextPollAt({ data, error }));
    return <i>{data?.status}</i>;
  }
  const next = new Map<string, () => number | null>();
  const rows = idsOf(60).map((jobId) => <Row key={jobId} jobId={jobId} />);

  test.each([
    ["a hook each", () => <>{rows}</>],
    ["useJobs", () => <All />],
  ])(
    "are polled for ten minutes without a refusal after the first, and use what they may (%s)",
    async (_name, Screen) => {
      const startMs = Date.now();
      const limited = rateLimitedServer(120);
      const setup = setUp(limited.script);
      renderIn(setup, <Screen />);
      for (let minute = 0; minute < 10; minute += 1) await pass(60_000);
      expect(limited.refusals.filter((at) => at - startMs > 60_000)).toEqual([]);
      expect(setup.server.requests.length).toBeGreaterThanOrEqual(0.8 * 0.8 * 1_200);
      const { longestMs, fewest, most } = spread(setup, startMs + 60_000);
      // Sixty jobs share 96 reads a minute: a fair share is one read in 37.5 s.
      expect(longestMs).toBeLessThanOrEqual(75_000);
      expect(most - fewest).toBeLessThanOrEqual(6);
    },
  );
  function All(): ReactElement {
    return (
      <>
        {useJobs(idsOf(60))
          .map(({ data }) => data?.status)
          .join(" ")}
      </>
    );
  }

  test("know when their turn comes: each gets a delay of about its share", async () => {
    const setup = setUp(rateLimitedServer(120).script);
    renderIn(setup, <>{rows}</>);
    for (let minute = 0; minute < 3; minute += 1) await pass(60_000);
    const delays = [...next].map(([jobId, at]) => (at() ?? 0) - (setup.server.about(jobId).at(-1)?.atMs ?? 0));
    expect(Math.min(...delays)).toBeGreaterThan(25_000);
    expect(Math.max(...delays)).toBeLessThan(50_000);
  });

  test("leave their share to the others once they have ended", async () => {
    const limited = rateLimitedServer(120, 120_000);
    const setup = setUp((request, count) =>
      jobIdOf(request) === "job_0"
        ? { body: running("job_0", { progress: null }) }
        : typeof limited.script === "function"
          ? limited.script(request, count)
          : {},
    );
    renderIn(setup, <>{rows}</>);
    await pass(300_000);
    const before = setup.server.requests.length;
    await pass(60_000);
    expect(new Set(setup.server.requests.slice(before).map(jobIdOf))).toEqual(new Set(["job_0"]));
    expect(setup.server.requests.length - before).toBeGreaterThanOrEqual(5);
  });
});

test("a hundred and fifty jobs at once are each read, within the key's limit, and settle", async () => {
  const limited = rateLimitedServer(600);
  const setup = setUp(limited.script);
  const ids = idsOf(150);
  const hook = renderWatch(setup, () => useJobs(ids).filter(({ data }) => data?.status === "running").length);
  for (let minute = 0; minute < 2; minute += 1) await pass(60_000);
  expect(hook.result.current).toBe(150);
  expect(limited.refusals).toEqual([]);
  setup.server.answer((request) => ({ body: completed(jobIdOf(request)) }));
  await pass(60_000);
  const settled = setup.server.requests.length;
  await pass(300_000);
  expect(setup.server.requests).toHaveLength(settled);
}, 30_000);

describe("Retry-After", () => {
  test.each(["30", "Wed, 01 Jan 2031 00:00:30 GMT"])(
    "on a 200 (%s) holds every watch of the endpoint, and none of another",
    async (retryAfter) => {
      const setup = setUp((request, count) => {
        const body = request.path.includes("/other/")
          ? running(jobIdOf(request))
          : running(jobIdOf(request), { progress: null });
        return count === 1 ? { body, headers: { "retry-after": retryAfter } } : { body };
      });
      const other = createLongrunClient({
        fetch: setup.server.fetch,
        endpoints: { layers: { baseUrl: "/other/layers" } },
      });
      renderWatch(setup, () => useJob("job_1", { cadence: three }).data);
      await pass(100);
      const hook = renderWatch(setup, () => [
        useJob("job_2", { cadence: three }).data,
        useJob("job_3", { client: other, cadence: three }).data,
      ]);
      await pass(29_000);
      expect(setup.server.about("job_1")).toHaveLength(1);
      expect(setup.server.about("job_2")).toHaveLength(0);
      expect(setup.server.about("job_3").length).toBeGreaterThan(8);
      expect(hook.result.current[0]).toBeUndefined();
      await pass(6_000);
      expect(setup.server.about("job_1").length).toBeGreaterThan(1);
      expect(setup.server.about("job_2").length).toBeGreaterThan(0);
    },
  );
});

describe("a token that has expired", () => {
  const unauthorized = { status: 401, body: { error: { code: "UNAUTHENTICATED", message: "Expired." } } };

  test("is asked for afresh once for all watches that were refused together; a second refusal is fatal for them", async () => {
    let accepted = "token-1";
    const headers = vi.fn(() => ({ authorization: "token-1" }));
    const setup = setUp(
      (request) => ({
        ...(request.headers.get("authorization") === accepted ? { body: running(jobIdOf(request)) } : unauthorized),
        afterMs: 50,
      }),
      {
        client: { endpoints: { layers: { baseUrl: "/api", headers } } },
      },
    );
    const hook = renderWatch(setup, () => idsOf(6).map((jobId) => useJobOf(jobId)));
    await pass(1_000);
    expect(headers).toHaveBeenCalledTimes(6);
    accepted = "token-2";
    await pass(2_500);
    // Nobody knows who sits there now, so what was shown goes.
    expect(hook.result.current.map(({ data, error }) => [data?.status, error?.code])).toEqual(
      Array.from({ length: 6 }, () => [undefined, "UNAUTHENTICATED"]),
    );
    // Six reads more, and one refresh for all six; then six tries with what it gave.
    expect(headers).toHaveBeenCalledTimes(13);
    expect(setup.server.requests).toHaveLength(18);
    await pass(60_000);
    expect(setup.server.requests).toHaveLength(18);
  });

  test("that is refreshed in time causes no error", async () => {
    let current = "old";
    const headers = vi.fn((): Record<string, string> => ({ authorization: current }));
    const setup = setUp(
      (request) =>
        request.headers.get("authorization") === "new" ? { body: running(jobIdOf(request)) } : unauthorized,
      { client: { endpoints: { layers: { baseUrl: "/api", headers } } } },
    );
    headers.mockImplementation(() => {
      const given = { authorization: current };
      if (headers.mock.calls.length >= 4) current = "new";
      return headers.mock.calls.length > 4 ? { authorization: "new" } : given;
    });
    const hook = renderWatch(setup, () => idsOf(4).map((jobId) => useJobOf(jobId)));
    await pass(1_000);
    expect(hook.result.current.map(({ data, error }) => [data?.status, error])).toEqual(
      Array.from({ length: 4 }, () => ["running", null]),
    );
    expect(headers).toHaveBeenCalledTimes(5);
    await pass(30_000);
    expect(hook.result.current.every(({ error }) => error === null)).toBe(true);
  });

  function useJobOf(jobId: string): { data: Job | undefined; error: { code: string } | null } {
    const { data, error } = useJob(jobId, { cadence: three });
    return { data, error };
  }
});

test("polls that fall due together come spread over a second or two, each job once: as after a night of sleep, when all timers fire", async () => {
  const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
  renderWatch(setup, () => useJobs(idsOf(50), { cadence: twenty }).length);
  await pass(10_000);
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  const before = setup.server.requests.length;
  await pass(10_100 + 2_000);
  const woken = setup.server.requests.slice(before);
  expect(woken.map(jobIdOf).sort()).toEqual(idsOf(50).sort());
  const perTenth = new Map<number, number>();
  for (const { atMs } of woken) perTenth.set(Math.floor(atMs / 100), (perTenth.get(Math.floor(atMs / 100)) ?? 0) + 1);
  expect(Math.max(...perTenth.values())).toBeLessThanOrEqual(15);
});

test("an action is not held back by the polls' budget", async () => {
  const limited = rateLimitedServer(120);
  const setup = setUp((request, count) =>
    request.method === "POST"
      ? { body: { requestId: "lreq_1", status: "requested", assignedSocialAccountIds: [] } }
      : typeof limited.script === "function"
        ? limited.script(request, count)
        : {},
  );
  const ids = idsOf(60);
  const hook = renderWatch(setup, () => {
    useJobs(ids);
    const request = useRequestLease("prj_1");
    return {
      request,
      lease: useLeaseRequest(request.data && { projectId: "prj_1", requestId: request.data.requestId }).data,
    };
  });
  await pass(120_000);
  hook.result.current.request.mutate({ count: 1, niche: { vertical: "coffee" } });
  await pass(100);
  expect(hook.result.current.request.isSuccess).toBe(true);
  expect(hook.result.current.lease?.status).toBe("requested");
});
