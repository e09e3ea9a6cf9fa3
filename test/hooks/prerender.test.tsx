// @vitest-environment node
// A page that is rendered ahead of time, as Next does it with `cacheComponents`: whoever reads the clock or a random
// number in it fails the build.
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createLongrunClient,
  JobProgress,
  jobOperation,
  jobOptions,
  JobStages,
  JobStatusBadge,
  JobTable,
  LeaseRequestCard,
  LeaseStatusBadge,
  LineRequestCard,
  LineStatusBadge,
  LongrunProvider,
  parseOperation,
  useCancelJob,
  useCreateLineRequest,
  useJob,
  useJobs,
  useRequestLease,
} from "longrun";
import { createElement, type ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { completed, running } from "./scriptedServer";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** As Next does: the clock and chance tell who looks at them. Not React's own scheduler, which Next lets look. */
function watched<Result>(render: () => Result): { readonly result: Result; readonly reads: readonly string[] } {
  const reads: string[] = [];
  const note = (what: string): void => {
    const [caller = "", ...callers] = (new Error().stack ?? "")
      .split("\n")
      .slice(3)
      .filter((line) => !line.includes("/@vitest/spy/"));
    if (!/node_modules\/react(-dom)?\//.test(caller)) reads.push([what, caller, ...callers.slice(0, 5)].join("\n"));
  };
  const { now } = Date;
  const RealDate = Date;
  vi.stubGlobal(
    "Date",
    class extends RealDate {
      constructor(...given: [] | [number]) {
        super(...(given as [number]));
        if (given.length === 0) note("new Date()");
      }
      static override now(): number {
        note("Date.now()");
        return now();
      }
    },
  );
  const random = Math.random.bind(Math);
  const present = performance.now.bind(performance);
  const uuid = crypto.randomUUID.bind(crypto);
  vi.spyOn(Math, "random").mockImplementation(() => (note("Math.random()"), random()));
  vi.spyOn(performance, "now").mockImplementation(() => (note("performance.now()"), present()));
  vi.spyOn(crypto, "randomUUID").mockImplementation(() => (note("crypto.randomUUID()"), uuid()));
  return { result: render(), reads };
}

function Hooks(): ReactElement {
  const { data } = useJob("job_1");
  const all = useJobs(["job_1", running("job_2"), completed("job_3")]);
  const actions = [useCancelJob("job_1"), useRequestLease("prj_1"), useCreateLineRequest()];
  return <p>{[data?.status, ...all.map((each) => each.data?.status), actions.length].join()}</p>;
}

const job = parseOperation(jobOperation, running("job_2"));
const SCREENS: Readonly<Record<string, () => ReactElement>> = {
  "all hooks": () => <Hooks />,
  "JobProgress by id": () => <JobProgress jobId="job_1" />,
  "JobProgress of a job": () => <JobProgress job={job} />,
  "JobProgress of JSON": () => <JobProgress job={running("job_2")} />,
  "JobProgress of a job that has ended": () => <JobProgress job={completed("job_2")} />,
  JobStages: () => <JobStages jobId="job_1" />,
  JobStatusBadge: () => <JobStatusBadge jobId="job_1" />,
  "JobTable by ids": () => (
    <JobTable jobIds={["job_1", running("job_2"), completed("job_3")]} onSelectionChange={() => undefined} />
  ),
  "JobTable of jobs": () => <JobTable jobs={[job, completed("job_3")]} />,
  LeaseRequestCard: () => <LeaseRequestCard projectId="prj_1" requestId="lreq_1" />,
  "LeaseRequestCard of JSON": () => (
    <LeaseRequestCard
      leaseRequest={{
        requestId: "lreq_1",
        status: "requested",
        submittedAt: "2026-04-18T19:20:11Z",
        assignedSocialAccountIds: [],
      }}
    />
  ),
  LeaseStatusBadge: () => <LeaseStatusBadge projectId="prj_1" requestId="lreq_1" />,
  LineRequestCard: () => <LineRequestCard lineRequestId="line_1" />,
  LineStatusBadge: () => <LineStatusBadge lineRequestId="line_1" />,
};

describe("nobody reads the clock or a random number while rendering", () => {
  test.each(Object.entries(SCREENS))("%s", (_, screen) => {
    const page = (client?: ReturnType<typeof createLongrunClient>): ReactElement => (
      <QueryClientProvider client={new QueryClient()}>
        <LongrunProvider client={client}>{createElement(screen)}</LongrunProvider>
      </QueryClientProvider>
    );
    const { result, reads } = watched(() => renderToString(page(createLongrunClient({ push: true }))));
    expect(reads).toEqual([]);
    expect(result).toContain("<");
  });

  test("what was prefetched, running or ended", async () => {
    const queryClient = new QueryClient();
    const client = createLongrunClient({
      fetch: async (url) => Response.json(String(url).endsWith("job_1") ? running("job_1") : completed("job_2")),
    });
    await Promise.all(["job_1", "job_2"].map((jobId) => queryClient.prefetchQuery(jobOptions(jobId, client))));
    const state = dehydrate(queryClient);
    const { result, reads } = watched(() =>
      renderToString(
        <QueryClientProvider client={new QueryClient()}>
          <HydrationBoundary state={state}>
            <JobProgress jobId="job_1" />
            <JobProgress jobId="job_2" />
          </HydrationBoundary>
        </QueryClientProvider>,
      ),
    );
    expect(result).toContain('data-status="running"');
    expect(result).toContain('data-status="completed"');
    expect(reads).toEqual([]);
  });
});

test("a look at the clock would be seen", () => {
  function Late(): ReactElement {
    // eslint-disable-next-line react-hooks/purity -- that is the point
    return <p>{[Date.now(), performance.now(), new Date().getTime(), Math.random(), crypto.randomUUID()].length}</p>;
  }
  expect(watched(() => renderToString(<Late />)).reads.length).toBe(5);
});
