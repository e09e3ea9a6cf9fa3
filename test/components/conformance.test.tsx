// What every part promises, whatever it shows: ref, className, style, rest props, render, data attributes.
import { onlineManager, QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import * as longrun from "longrun";
import { createRef, type ComponentType, type ReactElement, type ReactNode, type Ref } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { completedJob, failedJob, leaseRequest, lineRequest, partialLease, runningJob } from "../../stories/values";

type AnyPart = ComponentType<Record<string, unknown> & { readonly ref?: Ref<Element> }>;
type Wrap = (part: ReactElement) => ReactElement;

const { JobProgress, LeaseRequestCard, LineRequestCard, JobTable } = longrun;

const inJob =
  (job = runningJob()): Wrap =>
  (part) => (
    <JobProgress.Root job={job} onCancelJob={vi.fn()}>
      {part}
    </JobProgress.Root>
  );
const inLease =
  (request = leaseRequest()): Wrap =>
  (part) => (
    <LeaseRequestCard.Root leaseRequest={request} count={5}>
      {part}
    </LeaseRequestCard.Root>
  );
const inLine: Wrap = (part) => <LineRequestCard.Root lineRequest={lineRequest()}>{part}</LineRequestCard.Root>;
const inTable: Wrap = (part) => <JobTable.Root jobs={[runningJob()]}>{part}</JobTable.Root>;
const alone: Wrap = (part) => part;

/** In a page that has read `known`, and that is offline or was refused; without `known` nothing was ever read. */
function watched(trouble: "offline" | "refused", Root: ComponentType<{ children: ReactNode }>, known?: object): Wrap {
  const client = longrun.createLongrunClient({ fetch: () => new Promise(() => undefined) });
  const queryClient = new QueryClient();
  const keys = [
    longrun.jobOptions("job_1", client),
    longrun.leaseRequestOptions({ projectId: "prj_1", requestId: "lreq_1" }, client),
    longrun.lineRequestOptions("line_1", client),
  ];
  for (const { queryKey } of keys) {
    if (known) queryClient.setQueryData<unknown>(queryKey as QueryKey, known);
    const query = queryClient.getQueryCache().build(queryClient, { queryKey: queryKey as QueryKey });
    if (trouble === "refused")
      query.setState({
        status: "error",
        error: new longrun.OperationError({ code: "NOT_FOUND", operation: "x", message: "No." }),
      });
  }
  return (part) => {
    onlineManager.setOnline(trouble !== "offline");
    return (
      <QueryClientProvider client={queryClient}>
        <longrun.LongrunProvider client={client}>
          <Root>{part}</Root>
        </longrun.LongrunProvider>
      </QueryClientProvider>
    );
  };
}

const JobRoot = ({ children }: { children: ReactNode }): ReactElement => (
  <JobProgress.Root jobId="job_1">{children}</JobProgress.Root>
);
const LeaseRoot = ({ children }: { children: ReactNode }): ReactElement => (
  <LeaseRequestCard.Root projectId="prj_1" requestId="lreq_1">
    {children}
  </LeaseRequestCard.Root>
);
const LineRoot = ({ children }: { children: ReactNode }): ReactElement => (
  <LineRequestCard.Root lineRequestId="line_1">{children}</LineRequestCard.Root>
);
const TableRoot = ({ children }: { children: ReactNode }): ReactElement => (
  <JobTable.Root jobIds={["job_1"]}>{children}</JobTable.Root>
);
const withoutLink = lineRequest({ paymentUrl: undefined } as never);

/** Every part that a drawn value shows: its own props, and where it stands. */
const PARTS: Readonly<Record<string, readonly [props: object, wrap: Wrap]>> = {
  JobStatusBadge: [{ status: "running" }, alone],
  LeaseStatusBadge: [{ status: "requested" }, alone],
  LineStatusBadge: [{ status: "active" }, alone],
  JobStages: [{ job: runningJob() }, alone],
  JobProgress: [{ job: runningJob() }, alone],
  JobProgressRoot: [{ job: runningJob() }, alone],
  JobProgressHeader: [{}, inJob()],
  JobProgressTitle: [{}, inJob()],
  JobProgressStatus: [{}, inJob()],
  JobProgressTrack: [{}, inJob()],
  JobProgressBar: [{}, inJob()],
  JobProgressValue: [{}, inJob()],
  JobProgressStages: [{}, inJob()],
  JobProgressElapsed: [{}, inJob()],
  JobProgressFooter: [{}, inJob()],
  JobProgressActions: [{}, inJob()],
  JobProgressCancel: [{}, inJob()],
  JobProgressFailure: [{}, inJob(failedJob())],
  JobProgressResult: [{ children: () => "done" }, inJob(completedJob())],
  JobTable: [{ jobs: [runningJob()] }, alone],
  JobTableRoot: [{ jobs: [runningJob()] }, alone],
  JobTableHeader: [{}, inTable],
  JobTableSummary: [{}, inTable],
  JobTableFilters: [{}, inTable],
  JobTableGrid: [{}, inTable],
  LeaseRequestCard: [{ leaseRequest: leaseRequest() }, alone],
  LeaseRequestRoot: [{ leaseRequest: leaseRequest() }, alone],
  LeaseRequestHeader: [{}, inLease()],
  LeaseRequestTitle: [{}, inLease()],
  LeaseRequestStatus: [{}, inLease()],
  LeaseRequestCount: [{}, inLease()],
  LeaseRequestMeter: [{}, inLease()],
  LeaseRequestNote: [{}, inLease(partialLease())],
  LeaseRequestDates: [{}, inLease()],
  LeaseRequestHint: [{}, inLease()],
  LineRequestCard: [{ lineRequest: lineRequest() }, alone],
  LineRequestRoot: [{ lineRequest: lineRequest() }, alone],
  LineRequestHeader: [{}, inLine],
  LineRequestTitle: [{}, inLine],
  LineRequestStatus: [{}, inLine],
  LineRequestNext: [{}, inLine],
  LineRequestPayLink: [{}, inLine],
  LineRequestActions: [{}, inLine],
  JobProgressNotice: [{}, watched("offline", JobRoot, runningJob({ jobId: "job_1" }))],
  JobProgressError: [{}, watched("refused", JobRoot, runningJob({ jobId: "job_1" }))],
  LeaseRequestNotice: [{}, watched("offline", LeaseRoot, leaseRequest())],
  LeaseRequestError: [{}, watched("refused", LeaseRoot, leaseRequest())],
  LineRequestNotice: [{}, watched("offline", LineRoot, lineRequest())],
  LineRequestError: [{}, watched("refused", LineRoot, lineRequest())],
  LineRequestGetLink: [{}, watched("offline", LineRoot, withoutLink)],
  LineRequestCancel: [{}, watched("offline", LineRoot, withoutLink)],
  JobTableNotice: [{}, watched("offline", TableRoot, runningJob({ jobId: "job_1" }))],
  JobTableEmpty: [
    {},
    (part) => (
      <JobTable.Root jobs={[runningJob()]} defaultFilter={{ status: "failed" }}>
        {part}
      </JobTable.Root>
    ),
  ],
};

/** Shown only while an estimate is good enough, which takes many answers: JobProgress.test.tsx holds it to the same. */
const ELSEWHERE = ["JobProgressRemaining"];

const NAMES = Object.keys(longrun).filter((name) =>
  /^(Job(Progress|Stages|Table)|LeaseRequest|LineRequest)|StatusBadge$/.test(name),
);

afterEach(() => onlineManager.setOnline(true));

test("every part that the package exports is held to this", () => {
  expect([...Object.keys(PARTS), ...ELSEWHERE].sort()).toEqual([...NAMES].sort());
});

describe.each(Object.entries(PARTS))("%s", (name, [own, wrap]) => {
  const Part = (longrun as unknown as Record<string, AnyPart>)[name] as AnyPart;
  const draw = (props: object): { element: HTMLElement | null; container: HTMLElement } => {
    const { container } = render(wrap(<Part {...own} {...props} data-testid="part" />));
    return { container, element: container.querySelector<HTMLElement>("[data-testid=part]") };
  };

  test("gives its ref the element", () => {
    const ref = createRef<Element>();
    const { element } = draw({ ref });
    expect(ref.current).toBeInstanceOf(HTMLElement);
    expect(ref.current).toBe(element);
  });

  test("takes a function as ref, and null on unmount", () => {
    const ref = vi.fn();
    const { unmount } = render(wrap(<Part {...own} ref={ref} />));
    expect(ref.mock.calls[0]?.[0]).toBeInstanceOf(HTMLElement);
    unmount();
    expect(ref.mock.lastCall?.[0]).toBeNull();
  });

  test("puts className, style and any other prop on its element", () => {
    const { element } = draw({ className: "mine", style: { color: "rgb(1, 2, 3)" }, id: "x", title: "y", lang: "fr" });
    expect(element).toHaveClass("mine");
    expect(element?.style.color).toBe("rgb(1, 2, 3)");
    expect(element).toHaveAttribute("id", "x");
    expect(element).toHaveAttribute("title", "y");
    expect(element).toHaveAttribute("lang", "fr");
  });

  test("says which part it is and how its operation stands", () => {
    const { element } = draw({});
    expect(element?.dataset["longrun"]).toMatch(/^(job|lease|line)-[a-z-]+$/);
    expect(element?.dataset["phase"]).toBe("ready");
    if (!name.startsWith("JobTable")) expect(element).toHaveAttribute("data-status");
  });

  test("is drawn as what a render function makes of its props", () => {
    const ref = createRef<Element>();
    const { element } = draw({
      ref,
      className: "mine",
      render: (props: object, state: { phase: string }) => <article {...props} data-told={state.phase} />,
    });
    expect(element?.tagName).toBe("ARTICLE");
    expect(element).toHaveClass("mine");
    expect(element?.dataset).toMatchObject({ told: "ready", longrun: expect.any(String) as string });
    expect(ref.current).toBe(element);
  });

  test("is drawn as an element that is given, with the props of both", () => {
    const { element } = draw({ className: "mine", render: <article className="theirs" id="own" style={{ top: 1 }} /> });
    expect(element?.tagName).toBe("ARTICLE");
    expect(element).toHaveClass("mine", "theirs");
    expect(element).toHaveAttribute("id", "own");
    expect(element?.style.top).toBe("1px");
  });
});

test("a handler of the user's runs before the part's own, and can prevent it", () => {
  const onCancelJob = vi.fn();
  const draw = (onClick: (event: { preventDefault: () => void }) => void): void => {
    const { getByRole, unmount } = render(
      <JobProgress.Root job={runningJob()} onCancelJob={onCancelJob}>
        <JobProgress.Cancel onClick={onClick} />
      </JobProgress.Root>,
    );
    getByRole("button").click();
    unmount();
  };
  draw((event) => event.preventDefault());
  expect(onCancelJob).not.toHaveBeenCalled();
  draw(() => undefined);
  expect(onCancelJob).toHaveBeenCalledTimes(1);
});

test("a part outside of its root says where it belongs", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const outside =
    (part: ReactNode): (() => void) =>
    () =>
      void render(part as ReactElement);
  expect(outside(<JobProgress.Bar />)).toThrow("<JobProgress.Bar> stands outside of <JobProgress.Root>");
  expect(outside(<JobTable.Summary />)).toThrow("<JobTable.Root>");
  expect(outside(<LeaseRequestCard.Count />)).toThrow("<LeaseRequestCard.Root>");
  expect(outside(<LineRequestCard.Next />)).toThrow("<LineRequestCard.Root>");
});
