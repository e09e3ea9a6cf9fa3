import { onlineManager } from "@tanstack/react-query";
import { act, fireEvent, screen } from "@testing-library/react";
import { JobProgress, jobOptions, type Job } from "longrun";
import { createRef, Profiler, type ReactElement } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, setUp } from "../hooks/renderWatch";
import { completed, notFound, running } from "../hooks/scriptedServer";
import { failedJob, runningJob, unknownJob } from "../../stories/values";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-04-18T19:21:11Z") });
});
afterEach(() => {
  onlineManager.setOnline(true);
  vi.useRealTimers();
});

const bar = (): HTMLElement => screen.getByRole("progressbar");
const part = (name: string): HTMLElement | null => document.querySelector(`[data-longrun=job-progress-${name}]`);
const fraction = (): string => bar().style.getPropertyValue("--longrun-fraction");

describe("an unchanged poll", () => {
  test.each([
    ["with an ETag", { status: 304 }],
    ["without one", {}],
  ])("%s renders nothing and writes nothing to the DOM", async (_, unchanged) => {
    const setup = setUp((_request, count) =>
      count === 1 || !("status" in unchanged) ? { body: running("job_1"), headers: { etag: '"a"' } } : unchanged,
    );
    const renders = vi.fn();
    renderIn(
      setup,
      <Profiler id="job" onRender={renders}>
        {/* All but the clock, which ticks by itself. */}
        <JobProgress.Root jobId="job_1">
          <JobProgress.Title />
          <JobProgress.Status />
          <JobProgress.Bar />
          <JobProgress.Stages />
          <JobProgress.Notice />
          <JobProgress.Actions />
        </JobProgress.Root>
      </Profiler>,
    );
    await pass(100);
    const before = renders.mock.calls.length;
    const writes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => writes.push(...records));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    await pass(60_000);
    observer.disconnect();
    expect(setup.server.requests.length).toBeGreaterThan(5);
    expect(renders.mock.calls.length).toBe(before);
    expect(writes).toEqual([]);
  });

  test("moves no text but the clock's", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(100);
    const writes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => writes.push(...records));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    await pass(20_000);
    observer.disconnect();
    const written = new Set(
      writes.map(({ target }) =>
        (target instanceof Element ? target : target.parentElement)
          ?.closest("[data-longrun]")
          ?.getAttribute("data-longrun"),
      ),
    );
    expect([...written]).toEqual(["job-progress-elapsed"]);
  });
});

describe("the bar", () => {
  test("moves to the reported progress until the next poll is due, and no further", async () => {
    let progress = 0.1;
    const setup = setUp(() => ({ body: running("job_1", { progress }) }));
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(0);
    expect(fraction()).toBe("0.1");
    expect(bar().style.getPropertyValue("--longrun-move")).toBe("");
    progress = 0.3;
    await pass(2_500);
    expect(fraction()).toBe("0.3");
    const moveMs = Number.parseInt(bar().style.getPropertyValue("--longrun-move"), 10);
    expect(moveMs).toBeGreaterThanOrEqual(400);
    expect(moveMs).toBeLessThanOrEqual(10_000);
  });

  test("never goes back where the server does", async () => {
    let progress = 0.5;
    const setup = setUp(() => ({ body: running("job_1", { progress }) }));
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(0);
    progress = 0.2;
    await pass(10_000);
    expect(fraction()).toBe("0.5");
    expect(bar()).toHaveAttribute("aria-valuenow", "50");
  });

  test("of another job starts anew", async () => {
    const setup = setUp(({ path }) => ({
      body: running(path.endsWith("a") ? "job_a" : "job_b", { progress: path.endsWith("a") ? 0.9 : 0.1 }),
    }));
    const { rerender } = renderIn(setup, <JobProgress jobId="job_a" />);
    await pass(0);
    expect(fraction()).toBe("0.9");
    rerender(<JobProgress jobId="job_b" />);
    expect(bar()).not.toHaveAttribute("aria-valuenow");
    await pass(0);
    expect(fraction()).toBe("0.1");
    expect(bar().style.getPropertyValue("--longrun-move")).toBe("");
  });

  test.each([
    [0, "0", "0%, Generating visuals"],
    [1, "100", "100%, Generating visuals"],
    [0.999, "99", "99%, Generating visuals"],
    [1.7, "100", "100%, Generating visuals"],
    [-3, "0", "0%, Generating visuals"],
    [0.29, "29", "29%, Generating visuals"],
    [Number.NaN, null, "Generating visuals"],
    [null, null, "Generating visuals"],
  ])("at progress %s says %s, and in words “%s”", (progress, now, words) => {
    renderIn(setUp({}), <JobProgress job={runningJob({ progress })} />);
    expect(bar().getAttribute("aria-valuenow")).toBe(now);
    expect(bar()).toHaveAttribute("aria-valuetext", words);
    expect(bar()).toHaveAttribute("aria-label", "Generate content");
    expect(bar().hasAttribute("data-indeterminate")).toBe(now === null);
  });

  test("of a completed job is full, whatever the last answer said", () => {
    renderIn(
      setUp({}),
      <JobProgress
        job={
          {
            ...runningJob(),
            status: "completed",
            rawStatus: "completed",
            outcome: "success",
            isTerminal: true,
            progress: null,
          } as Job
        }
      />,
    );
    expect(bar()).toHaveAttribute("aria-valuenow", "100");
    expect(bar()).toHaveAttribute("aria-valuetext", "Completed");
  });
});

describe("a read that fails", () => {
  test("for now keeps the last data on screen, says that it is tried again, and heals by itself", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(0);
    setup.server.answer({ lost: true });
    await pass(12_000);
    expect(part("notice")).toHaveTextContent("Can’t reach the server. Trying again…");
    expect(bar()).toHaveAttribute("aria-valuenow", "42");
    expect(part("failure")).toBeNull();
    setup.server.answer({ body: completed("job_1") });
    await pass(60_000);
    expect(part("notice")).toBeNull();
    expect(screen.getByRole("group")).toHaveAttribute("data-outcome", "success");
  });

  test("from the start says so, and does not flicker with each attempt", async () => {
    const setup = setUp({ lost: true, afterMs: 300 });
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(400);
    for (let step = 0; step < 100; step++) {
      expect(part("notice")).toHaveTextContent("Trying again…");
      await pass(150);
    }
    expect(setup.server.requests.length).toBeGreaterThan(2);
  });

  test("for good says why and is tried again when asked, and only then", async () => {
    const setup = setUp(notFound);
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(60_000);
    expect(part("error")).toHaveTextContent("This can’t be found. It may have been removed.");
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(setup.server.requests).toHaveLength(1);
    setup.server.answer({ body: running("job_1") });
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await pass(2_000);
    expect(part("error")).toBeNull();
    expect(bar()).toHaveAttribute("aria-valuenow", "42");
  });

  test("shows the id of the request, to be copied", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { ...navigator, onLine: true, clipboard: { writeText } });
    renderIn(
      setUp({ status: 403, body: { error: { code: "FORBIDDEN_SCOPE", message: "No.", requestId: "req_7" } } }),
      <JobProgress jobId="job_1" />,
    );
    await pass(0);
    fireEvent.click(screen.getByRole("button", { name: "Copy: Request ID" }));
    await pass(0);
    expect(writeText).toHaveBeenCalledWith("req_7");
    expect(screen.getByRole("button", { name: "Copied" })).toBeVisible();
    await pass(2_000);
    expect(screen.getByRole("button", { name: "Copy: Request ID" })).toBeVisible();
    vi.unstubAllGlobals();
  });
});

describe("a job", () => {
  test("that failed shows where, why and its code, as text alone", () => {
    renderIn(
      setUp({}),
      <JobProgress
        job={failedJob({ error: { code: "MODERATION_BLOCKED", message: "<img src=x onerror=alert(1)>" } })}
      />,
    );
    expect(part("failure")).toHaveTextContent("Failed at “Generating visuals”");
    expect(screen.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
    expect(screen.getByText("MODERATION_BLOCKED")).toBeVisible();
    expect(document.querySelector("img")).toBeNull();
  });

  test("of an unknown status, kind and stage is shown by their names in words", () => {
    renderIn(setUp({}), <JobProgress job={unknownJob()} />);
    expect(part("badge")).toHaveTextContent("Waiting for review");
    expect(part("title")).toHaveTextContent("Podcast generate");
    expect(part("stages")).toHaveTextContent("Mixing voices");
  });

  test("without an id yet, and one that loads, say so", () => {
    const { rerender } = renderIn(setUp({ hangs: true }), <JobProgress jobId={null} />);
    expect(part("title")).toHaveTextContent("No job yet");
    rerender(<JobProgress jobId="job_1" />);
    expect(part("title")).toHaveTextContent("Loading…");
    expect(screen.getByRole("group")).toHaveAttribute("aria-busy", "true");
    expect(bar()).toHaveAttribute("data-indeterminate");
  });

  test("that takes longer than usual says so, and is polled on", async () => {
    const setup = setUp({ body: running("job_1") });
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(230_000);
    expect(part("notice")).toBeNull();
    await pass(30_000);
    expect(part("notice")).toHaveTextContent("This is taking longer than usual.");
    const before = setup.server.requests.length;
    await pass(30_000);
    expect(setup.server.requests.length).toBeGreaterThan(before);
  });

  test("on a page that goes offline says so, and forgets it when the network is back", async () => {
    renderIn(setUp({ body: running("job_1") }), <JobProgress jobId="job_1" />);
    await pass(0);
    act(() => onlineManager.setOnline(false));
    expect(part("notice")).toHaveTextContent("You’re offline.");
    act(() => onlineManager.setOnline(true));
    expect(part("notice")).toBeNull();
  });

  test("tells about how long it will take once that is known well enough", async () => {
    const startMs = Date.now();
    const setup = setUp(() => ({
      body: running("job_1", { progress: Math.min(0.99, (Date.now() - startMs) / 200_000) }),
    }));
    renderIn(
      setup,
      <JobProgress.Root jobId="job_1">
        <JobProgress.Remaining />
      </JobProgress.Root>,
    );
    await pass(1_000);
    expect(part("remaining")).toBeNull();
    await pass(149_000);
    expect(part("remaining")).toHaveTextContent(/^About (50 sec|1 min) left$/);
  });

  test("its time left keeps what every part promises: ref, className, style, other props, data attributes and render", async () => {
    const startMs = Date.now();
    const setup = setUp(() => ({
      body: running("job_1", { progress: Math.min(0.99, (Date.now() - startMs) / 200_000) }),
    }));
    const ref = createRef<HTMLElement>();
    const drawn = createRef<HTMLElement>();
    renderIn(
      setup,
      <JobProgress.Root jobId="job_1">
        <JobProgress.Remaining ref={ref} className="mine" style={{ color: "rgb(1, 2, 3)" }} id="left" />
        <JobProgress.Remaining ref={drawn} className="mine" render={(props) => <article {...props} />} />
      </JobProgress.Root>,
    );
    await pass(150_000);
    expect(ref.current).toBe(part("remaining"));
    expect(ref.current).toHaveClass("mine");
    expect(ref.current).toHaveAttribute("id", "left");
    expect(ref.current?.style.color).toBe("rgb(1, 2, 3)");
    expect(ref.current).toHaveAttribute("data-status", "running");
    expect(drawn.current?.tagName).toBe("ARTICLE");
    expect(drawn.current).toHaveClass("mine");
  });

  test("that completed shows its result where the page draws one", () => {
    const renderResult = vi.fn(({ result }: Job): ReactElement => <b>{(result as { url: string }).url}</b>);
    const { rerender } = renderIn(setUp({}), <JobProgress job={runningJob()} renderResult={renderResult} />);
    expect(renderResult).not.toHaveBeenCalled();
    rerender(
      <JobProgress
        job={
          {
            ...runningJob(),
            status: "completed",
            rawStatus: "completed",
            outcome: "success",
            isTerminal: true,
            result: { url: "x" },
          } as Job
        }
        renderResult={renderResult}
      />,
    );
    expect(part("result")).toHaveTextContent("x");
  });
});

describe("canceling", () => {
  test("asks, says that it is under way, and takes the button away at the end", async () => {
    const setup = setUp(({ method }, count) =>
      method === "POST"
        ? { status: 202, body: { jobId: "job_1", accepted: true } }
        : { body: running("job_1", count > 4 ? { status: "canceled" } : {}) },
    );
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(0);
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await pass(100);
    const button = screen.getByRole("button", { name: "Canceling…" });
    expect(button).toHaveAttribute("aria-disabled", "true");
    fireEvent.click(button);
    await pass(30_000);
    expect(setup.server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.getByRole("group")).toHaveAttribute("data-outcome", "canceled");
  });

  test("at a stage that can't be interrupted says so, until the job has moved on", async () => {
    const refusal = {
      status: 409,
      body: {
        error: {
          code: "CONFLICT",
          message: "No.",
          details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: "opening_pr" },
        },
      },
    };
    let stage = "opening_pr";
    const setup = setUp(({ method }) =>
      method === "POST" ? refusal : { body: running("job_1", { kind: "project_ingest_github", stage }) },
    );
    renderIn(setup, <JobProgress jobId="job_1" />);
    await pass(0);
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await pass(500);
    expect(part("actions")).toHaveTextContent("This stage can’t be canceled.");
    stage = "finalizing";
    await pass(15_000);
    expect(part("actions")).toHaveTextContent(/^Cancel$/);
  });

  test("is not offered for a job that is only drawn, nor where the page does not want it", async () => {
    const { rerender } = renderIn(setUp({ body: running("job_1") }), <JobProgress job={runningJob()} />);
    expect(screen.queryByRole("button")).toBeNull();
    rerender(<JobProgress jobId="job_1" cancelable={false} />);
    await pass(0);
    expect(bar()).toHaveAttribute("aria-valuenow", "42");
    expect(screen.queryByRole("button")).toBeNull();
  });
});

test("a job that was read before is shown at once", () => {
  const setup = setUp({ hangs: true });
  setup.queryClient.setQueryData(jobOptions("job_1", setup.client).queryKey, runningJob({ jobId: "job_1" }));
  renderIn(setup, <JobProgress jobId="job_1" />);
  expect(bar()).toHaveAttribute("aria-valuenow", "42");
});
