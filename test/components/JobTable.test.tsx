import { act, fireEvent, screen, within } from "@testing-library/react";
import { JobTable } from "longrun";
import { Profiler } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, setUp } from "../hooks/renderWatch";
import { completed, jobIdOf, running } from "../hooks/scriptedServer";
import { jobList } from "../../stories/jobList";
import { runningJob } from "../../stories/values";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-04-18T19:21:11Z") });
});
afterEach(() => vi.useRealTimers());

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-job-id]")];
const ids = (): (string | undefined)[] => rows().map(({ dataset }) => dataset["jobId"]);
const header = (name: string): HTMLElement => screen.getByRole("columnheader", { name: new RegExp(`^${name}`) });

test("sums all jobs up, those out of view too", () => {
  renderIn(setUp({}), <JobTable jobs={jobList(200)} />);
  expect(screen.getByText("60 of 200 done, 20 failed, 20 canceled")).toBeVisible();
  expect(rows().length).toBeLessThanOrEqual(60);
  expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "201");
});

test("says that there is none, and that none matches", () => {
  const { rerender } = renderIn(setUp({}), <JobTable jobs={[]} />);
  expect(screen.getByText("No jobs yet")).toBeVisible();
  rerender(<JobTable jobs={jobList(10)} />);
  fireEvent.change(screen.getByRole("combobox", { name: "Status" }), { target: { value: "=failed" } });
  fireEvent.change(screen.getByRole("combobox", { name: "Kind" }), { target: { value: "=influencer_create" } });
  expect(screen.getByText("No job matches these filters.")).toBeVisible();
  expect(screen.getByText("3 of 10 done, 1 failed, 1 canceled")).toBeVisible();
  fireEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(rows()).toHaveLength(10);
});

test("sorts ascending, descending, and not at all; rows without a value come last", () => {
  const jobs = jobList(10).map((job, index) => (index === 4 ? runningJob({ jobId: job.jobId, progress: null }) : job));
  renderIn(setUp({}), <JobTable jobs={jobs} />);
  const given = ids();
  const button = within(header("Progress")).getByRole("button");
  const values = (): (number | null)[] =>
    screen
      .getAllByRole("progressbar")
      .map((bar) => (bar.hasAttribute("aria-valuenow") ? Number(bar.getAttribute("aria-valuenow")) : null));
  fireEvent.click(button);
  expect(header("Progress")).toHaveAttribute("aria-sort", "ascending");
  expect(values().slice(0, -1)).toEqual([...values().slice(0, -1)].sort((a, b) => Number(a) - Number(b)));
  expect(values().at(-1)).toBeNull();
  fireEvent.click(button);
  expect(header("Progress")).toHaveAttribute("aria-sort", "descending");
  expect(values().at(-1)).toBeNull();
  fireEvent.click(button);
  expect(ids()).toEqual(given);
});

describe("watched jobs", () => {
  const jobIds = Array.from({ length: 10 }, (_, index) => `job_${index}`);

  test("are polled until they have ended", async () => {
    const setup = setUp((request) => ({
      body: (jobIdOf(request) === "job_0" ? running : completed)(jobIdOf(request)),
    }));
    renderIn(setup, <JobTable jobIds={[...jobIds, "job_0"]} />);
    await pass(5_000);
    expect(rows()).toHaveLength(10);
    expect(screen.getByText("9 of 10 done")).toBeVisible();
    const settled = jobIds.slice(1).map((id) => setup.server.about(id).length);
    const unsettled = setup.server.about("job_0").length;
    await pass(60_000);
    expect(jobIds.slice(1).map((id) => setup.server.about(id).length)).toEqual(settled);
    expect(setup.server.about("job_0").length).toBeGreaterThan(unsettled + 3);
  });

  test("out of view are still watched", async () => {
    const many = Array.from({ length: 40 }, (_, index) => `job_${index}`);
    const setup = setUp((request) => ({ body: running(jobIdOf(request)) }));
    renderIn(setup, <JobTable jobIds={many} />);
    await pass(120_000);
    expect(ids()).not.toContain("job_39");
    const before = setup.server.about("job_39").length;
    await pass(120_000);
    expect(setup.server.about("job_39").length).toBeGreaterThan(before);
  });

  test("draw one row when one of them changes", async () => {
    const setup = setUp((request) => ({
      body: running(
        jobIdOf(request),
        jobIdOf(request) === "job_3" ? { progress: (Math.floor(Date.now() / 20_000) % 100) / 100 } : {},
      ),
    }));
    renderIn(setup, <JobTable jobIds={jobIds} />);
    await pass(5_000);
    const writes = new Set<string | null | undefined>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        if (!element?.closest("[data-longrun=cell-time]"))
          writes.add(
            element?.closest("[data-job-id]")?.getAttribute("data-job-id") ?? element?.getAttribute("data-longrun"),
          );
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    await pass(60_000);
    observer.disconnect();
    expect([...writes]).toEqual(["job_3"]);
  });

  test("write nothing to the DOM on unchanged polls, but the clocks", async () => {
    const setup = setUp((request) => ({ body: running(jobIdOf(request), { startedAt: null }) }));
    const renders = vi.fn();
    renderIn(
      setup,
      <Profiler id="table" onRender={renders}>
        <JobTable jobIds={jobIds} />
      </Profiler>,
    );
    await pass(5_000);
    const before = renders.mock.calls.length;
    const asked = setup.server.requests.length;
    const writes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => writes.push(...records));
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    await pass(60_000);
    observer.disconnect();
    expect(setup.server.requests.length).toBeGreaterThan(asked + 20);
    expect(writes).toEqual([]);
    expect(renders.mock.calls.length).toBe(before);
  });

  test("one of which can't be read show why in its row, with a button that tries again", async () => {
    const setup = setUp((request) =>
      jobIdOf(request) === "job_1"
        ? { status: 404, body: { error: { code: "NOT_FOUND", message: "No." } } }
        : { body: running(jobIdOf(request)) },
    );
    renderIn(setup, <JobTable jobIds={jobIds} />);
    await pass(5_000);
    const row = rows()[1] as HTMLElement;
    expect(row).toHaveTextContent("This can’t be found.");
    setup.server.answer((request) => ({ body: running(jobIdOf(request)) }));
    fireEvent.click(within(row).getByRole("button", { name: "Try again: job_1" }));
    await pass(5_000);
    expect(rows()[1]).toHaveAttribute("data-status", "running");
  });
});

describe("selection", () => {
  const checkbox = (index: number): HTMLElement => within(rows()[index] as HTMLElement).getByRole("checkbox");

  test("is not offered where nobody asks for it", () => {
    renderIn(setUp({}), <JobTable jobs={jobList(3)} />);
    expect(screen.queryByRole("checkbox")).toBeNull();
  });

  test("takes one row, a range with Shift, all, and none", () => {
    const onSelectionChange = vi.fn();
    const list = jobList(6).map(({ jobId }) => jobId);
    renderIn(setUp({}), <JobTable jobs={jobList(6)} onSelectionChange={onSelectionChange} />);
    fireEvent.click(checkbox(1));
    expect(onSelectionChange).toHaveBeenLastCalledWith([list[1]]);
    fireEvent.click(checkbox(3), { shiftKey: true });
    expect(onSelectionChange).toHaveBeenLastCalledWith([list[1], list[2], list[3]]);
    expect(screen.getByText(/3 selected/)).toBeVisible();
    expect(screen.getByRole("checkbox", { name: "Select all jobs" })).toBePartiallyChecked();
    fireEvent.click(screen.getByRole("checkbox", { name: "Select all jobs" }));
    expect(onSelectionChange.mock.lastCall?.[0]).toHaveLength(6);
    fireEvent.click(screen.getByRole("checkbox", { name: "Select all jobs" }));
    expect(onSelectionChange).toHaveBeenLastCalledWith([]);
  });

  test("is controlled by the page that passes it", () => {
    const list = jobList(3);
    renderIn(
      setUp({}),
      <JobTable jobs={list} selectedIds={[list[2]?.jobId ?? ""]} onSelectionChange={() => undefined} />,
    );
    fireEvent.click(checkbox(0));
    expect(rows().map((row) => row.getAttribute("aria-selected"))).toEqual(["false", "false", "true"]);
  });

  test("is reached by Tab in one row, from which arrow keys lead on", () => {
    renderIn(setUp({}), <JobTable jobs={jobList(6)} selectable />);
    expect(rows().map((_, index) => checkbox(index).tabIndex)).toEqual([0, -1, -1, -1, -1, -1]);
    act(() => checkbox(0).focus());
    fireEvent.keyDown(checkbox(0), { key: "ArrowDown" });
    expect(checkbox(1)).toHaveFocus();
    fireEvent.keyDown(checkbox(1), { key: "End" });
    expect(checkbox(5)).toHaveFocus();
    fireEvent.keyDown(checkbox(5), { key: "ArrowDown" });
    expect(checkbox(5)).toHaveFocus();
    fireEvent.keyDown(checkbox(5), { key: "ArrowUp", shiftKey: true });
    expect(rows().map((row) => row.getAttribute("aria-selected"))).toEqual([
      "false",
      "false",
      "false",
      "false",
      "true",
      "true",
    ]);
  });

  test("leaves the focus where somebody has gone from it, whatever renders", () => {
    renderIn(setUp({}), <JobTable jobs={jobList(6)} selectable />);
    act(() => checkbox(0).focus());
    fireEvent.keyDown(checkbox(0), { key: "End" });
    const elsewhere = header("Kind").querySelector("button") as HTMLElement;
    act(() => elsewhere.focus());
    fireEvent.click(elsewhere);
    expect(elsewhere).toHaveFocus();
  });
});
