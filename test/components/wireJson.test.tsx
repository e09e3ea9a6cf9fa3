// Components given what a list endpoint of one's own sends: the service's JSON as it is, and now and then something
// else.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import {
  JobProgress,
  jobOperation,
  JobStages,
  JobStatusBadge,
  JobTable,
  LeaseRequestCard,
  LeaseStatusBadge,
  LineRequestCard,
  lineRequestOperation,
  LineStatusBadge,
  OperationError,
  parseOperation,
} from "longrun";
import { readFileSync } from "node:fs";
import type { ReactElement } from "react";
import { describe, expect, test, vi } from "vitest";
import { failedJob, runningJob, unknownJob } from "../../stories/values";

/** A sample body of the providers' documentation. */
const json = (name: string): object => JSON.parse(readFileSync(`test/fixtures/${name}.json`, "utf8")) as object;
const running = json("job-running");
const failed = json("job-failed");

/** Anything that a page may hold where a job belongs, with types or without. */
const JUNK: readonly unknown[] = [
  {},
  { jobId: 5 },
  { error: { code: "NOT_FOUND", message: "No." } },
  { jobId: "job_1", status: null },
  { data: [running] },
  { rawStatus: "running", isTerminal: false },
  { ...runningJob(), jobId: undefined },
  [],
  [running],
  "job_1",
  "",
  0,
  7,
  true,
  false,
  () => undefined,
  new Proxy(
    {},
    {
      get: () => {
        throw new Error("No.");
      },
    },
  ),
];

function draw(element: ReactElement): HTMLElement {
  return render(<QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>).container;
}
/** React numbers the ids of each render on. */
/** React 19 writes an id as `_r_1_`, React 18 as `:r1:`. */
const withoutIds = ({ innerHTML }: HTMLElement): string => innerHTML.replaceAll(/_r_\w+_|:r\w+:/g, "");
const words = (element: ReactElement): string => draw(element).textContent ?? "";

describe("the service's JSON is shown as the value would be that a hook makes of it", () => {
  test.each([
    ["JobProgress", (job: object) => <JobProgress job={job} />],
    ["JobStages", (job: object) => <JobStages job={job} />],
    ["JobStatusBadge", (job: object) => <JobStatusBadge job={job} />],
    ["JobTable", (job: object) => <JobTable jobs={[job]} />],
  ])("%s", (_, component) => {
    for (const wire of [running, failed]) {
      const drawn = draw(component(wire));
      const value = draw(component(parseOperation(jobOperation, wire)));
      expect(withoutIds(drawn)).toBe(withoutIds(value));
      expect(drawn.querySelector('[data-phase="ready"]')).not.toBeNull();
    }
  });

  test("lease requests and line requests", () => {
    expect(words(<LeaseRequestCard leaseRequest={json("lease-partial")} />)).toContain("Partly assigned");
    expect(words(<LeaseStatusBadge leaseRequest={json("lease-requested")} />)).toContain("Requested");
    const line = json("line-provisioning");
    expect(words(<LineRequestCard lineRequest={line} />)).toBe(
      words(<LineRequestCard lineRequest={parseOperation(lineRequestOperation, line)} />),
    );
    expect(draw(<LineStatusBadge lineRequest={line} />).querySelector('[data-status="provisioning"]')).not.toBeNull();
  });

  test("in a table beside values, each job once", () => {
    const table = draw(<JobTable jobs={[running, failedJob({ jobId: "job_2" }), running]} />);
    expect(table.querySelectorAll("[data-job-id]")).toHaveLength(2);
  });

  test("the same object is read once, so that a bar goes on where it was", () => {
    const { rerender, container } = render(<JobProgress job={running} />);
    const before = container.innerHTML;
    rerender(<JobProgress job={running} />);
    expect(container.innerHTML).toBe(before);
  });
});

test("a value keeps the name of a status that we don't know", () => {
  for (const shown of [<JobProgress key="p" job={unknownJob()} />, <JobStatusBadge key="b" job={unknownJob()} />]) {
    expect(words(shown)).toContain("Waiting for review");
  }
  expect(words(<JobTable jobs={[unknownJob()]} />)).toContain("Waiting for review");
});

test("renderResult gets the same job in every render, though the page holds JSON", () => {
  const results: unknown[] = [];
  const completed = json("job-completed");
  const progress = <JobProgress job={completed} renderResult={(job) => void results.push(job)} />;
  draw(
    <>
      {progress}
      <JobProgress job={completed} renderResult={(job) => void results.push(job)} />
    </>,
  );
  expect(results.length).toBeGreaterThanOrEqual(2);
  expect(new Set(results).size).toBe(1);
});

describe.each(JUNK.map((junk, index) => [index, junk] as const))(
  "junk %i is told, and takes nothing down",
  (_, junk) => {
    // What the types forbid comes from code without them.
    const given = junk as object;

    test("in a card, a list, a badge", () => {
      expect(words(<JobProgress job={given} />)).toContain("can’t be read");
      expect(words(<LeaseRequestCard leaseRequest={given} />)).toContain("can’t be read");
      // All that a line request must have is a status, which some of the junk has.
      expect(words(<LineRequestCard lineRequest={given} />)).toMatch(/can’t be read|Running/);
      expect(words(<LineStatusBadge lineRequest={given} />)).toMatch(/Unavailable|Running/);
      expect(words(<JobStatusBadge job={given} />)).toContain("Unavailable");
      expect(words(<LeaseStatusBadge leaseRequest={given} />)).toContain("Unavailable");
      expect(words(<JobStages job={given} />)).toContain("Unavailable");
    });

    test("in a table, in a row of its own beside the others", () => {
      const table = draw(<JobTable jobs={[running, given, failedJob({ jobId: "job_2" })]} />);
      expect(table.querySelectorAll("[data-job-id]")).toHaveLength(3);
      expect(table.querySelectorAll('tr[data-phase="failed"]')).toHaveLength(1);
      expect(table.textContent).toContain("can’t be read");
    });
  },
);

test("a table given no list says that it can't be read", () => {
  for (const jobs of [{ data: [running] }, "jobs", 5])
    expect(words(<JobTable jobs={jobs as never} />)).toContain("can’t be read");
  expect(words(<JobTable jobs={null as never} />)).toContain("No jobs");
});

describe("a watched table given a list of one's own", () => {
  test("draws what is there whole at once, asks about the rest, and each job is one row", () => {
    const table = draw(<JobTable jobIds={[running, failedJob({ jobId: "job_2" }), "job_3", "job_2"]} />);
    const phases = [...table.querySelectorAll("[data-job-id]")].map((row) => [
      row.getAttribute("data-job-id"),
      row.getAttribute("data-phase"),
    ]);
    expect(phases).toEqual([
      [(running as { jobId: string }).jobId, "ready"],
      ["job_2", "ready"],
      ["job_3", "loading"],
    ]);
  });

  test("of undefined has no row, and nothing to say in the console", () => {
    const said = vi.spyOn(console, "error");
    expect(words(<JobTable jobIds={[undefined, null, undefined] as never} />)).toContain("No jobs");
    expect(draw(<JobTable jobIds={[{}, {}, "job_1"]} />).querySelectorAll("[data-job-id]")).toHaveLength(3);
    expect(said).not.toHaveBeenCalled();
  });
});

test("a badge given a status that is no text says what it was given", () => {
  expect(words(<JobStatusBadge status={5 as never} />)).toContain("5");
  expect(words(<LineStatusBadge status={{} as never} />)).not.toBe("");
});

describe("parseOperation", () => {
  test("gives the value of a JSON body", () => {
    expect(parseOperation(jobOperation, failed)).toMatchObject({
      status: "failed",
      outcome: "failure",
      isTerminal: true,
    });
  });

  test("throws an OperationError for anything else", () => {
    for (const junk of [null, undefined, {}, [], [running], "job_1", 7, { jobId: "job_1", status: null }]) {
      expect(() => parseOperation(jobOperation, junk)).toThrow(OperationError);
    }
  });

  test("throws one for a job other than the one asked for", () => {
    expect(() => parseOperation(jobOperation, running, { jobId: "job_other" })).toThrow("another jobId");
  });
});
