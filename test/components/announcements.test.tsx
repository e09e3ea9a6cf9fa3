// What a screen reader hears: stage changes and the end, politely, never on mount, never more often than
// every five seconds; and why there is nothing, where there is nothing.
import { screen } from "@testing-library/react";
import { JobProgress, JobTable, LeaseRequestCard, LineRequestCard } from "longrun";
import { StrictMode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderIn, setUp } from "../hooks/renderWatch";
import { completedJob, lineRequest, runningJob } from "../../stories/values";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const heard = (): string => screen.getByRole("status").textContent;

test("nothing is announced on mount, nor with the first answer", async () => {
  renderIn(setUp({ body: { ...runningJob() } }, { strict: true }), <JobProgress jobId={runningJob().jobId} />);
  expect(heard()).toBe("");
  await pass(60_000);
  expect(heard()).toBe("");
});

test("a change of stage is announced, a change of progress alone is not", async () => {
  const { rerender } = renderIn(setUp({}), <JobProgress job={runningJob({ progress: 0.1 })} />);
  rerender(<JobProgress job={runningJob({ progress: 0.2 })} />);
  await pass(60_000);
  expect(heard()).toBe("");
  rerender(<JobProgress job={runningJob({ stage: "assembling" })} />);
  await pass(0);
  expect(heard()).toBe("Assembling");
});

test("of several changes within five seconds, the last one is announced after them", async () => {
  const { rerender } = renderIn(setUp({}), <JobProgress job={runningJob({ stage: "planning" })} />);
  rerender(<JobProgress job={runningJob({ stage: "generating_visuals" })} />);
  await pass(0);
  expect(heard()).toBe("Generating visuals");
  await pass(1_000);
  rerender(<JobProgress job={runningJob({ stage: "assembling" })} />);
  await pass(1_000);
  rerender(<JobProgress job={completedJob()} />);
  await pass(2_900);
  expect(heard()).toBe("Generating visuals");
  await pass(200);
  expect(heard()).toBe("Generate content: Completed");
});

test("a line request's status and a table's summary are announced when they change", async () => {
  const { rerender } = renderIn(setUp({}), <LineRequestCard lineRequest={lineRequest()} />);
  rerender(
    <LineRequestCard
      lineRequest={lineRequest({
        status: "active",
        rawStatus: "active",
        outcome: "success",
        isTerminal: true,
      } as never)}
    />,
  );
  await pass(0);
  expect(heard()).toBe("Support Email 2: Active");
  const table = (jobs: Parameters<typeof JobTable>[0]["jobs"]) => (
    <StrictMode>
      <JobTable jobs={jobs} />
    </StrictMode>
  );
  rerender(table([runningJob()]));
  rerender(table([completedJob()]));
  await pass(5_000);
  expect(heard()).toBe("1 of 1 done");
});

const gone = { status: 404, body: { error: { code: "NOT_FOUND", message: "" } } };
const down = { status: 503, body: { error: { code: "SERVER_ERROR", message: "" } } };

test.each([
  ["a job", (id: string) => <JobProgress jobId={id} />],
  ["a lease request", (id: string) => <LeaseRequestCard projectId="prj_1" requestId={id} />],
  ["a line request", (id: string) => <LineRequestCard lineRequestId={id} />],
  ["a table", (id: string) => <JobTable jobIds={[id]} />],
])("an error on the first load of %s is said", async (_, draw) => {
  renderIn(setUp(gone, { strict: true }), draw("gone_1"));
  expect(heard()).toBe("");
  await pass(1_000);
  expect(heard()).toMatch(/can’t be found/);
});

test("a passing error on the first load is announced, and so is what follows", async () => {
  const setup = setUp(down);
  renderIn(setup, <JobProgress jobId={runningJob().jobId} />);
  await pass(1_000);
  expect(heard()).toMatch(/again/i);
  const said = heard();
  setup.server.answer({ body: { ...runningJob({ stage: "assembling" }) } });
  await pass(120_000);
  expect(heard()).not.toBe(said);
});

test("a passing error is not announced while a value is shown", async () => {
  const setup = setUp({ body: { ...runningJob() } });
  renderIn(setup, <JobProgress jobId={runningJob().jobId} />);
  await pass(1_000);
  setup.server.answer(down);
  await pass(120_000);
  expect(heard()).toBe("");
});

test("an invalid value is announced as such", async () => {
  renderIn(setUp({}), <JobProgress job={[] as never} />);
  await pass(0);
  expect(heard()).not.toBe("");
});
