// Icons of one's own, in the provider and on each component. The words beside them say everything, whichever they are.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import {
  JobProgress,
  JobStages,
  JobStatusBadge,
  JobTable,
  LeaseRequestCard,
  LeaseStatusBadge,
  LineRequestCard,
  LineStatusBadge,
  LongrunProvider,
  type IconOverrides,
  type IconProps,
} from "longrun";
import { forwardRef, memo, type ReactElement } from "react";
import { describe, expect, test } from "vitest";
import { completedJob, failedJob, leaseRequest, lineRequest, runningJob, unknownJob } from "../../stories/values";

type WithIcons = (icons?: IconOverrides) => ReactElement;

/** Every component that shows icons, in a state in which it shows some. */
const COMPONENTS: Readonly<Record<string, WithIcons>> = {
  JobStatusBadge: (icons) => <JobStatusBadge status="running" icons={icons} />,
  LeaseStatusBadge: (icons) => <LeaseStatusBadge status="requested" icons={icons} />,
  LineStatusBadge: (icons) => <LineStatusBadge status="active" icons={icons} />,
  JobStages: (icons) => <JobStages job={runningJob()} icons={icons} />,
  JobProgress: (icons) => <JobProgress job={failedJob()} icons={icons} />,
  JobTable: (icons) => <JobTable jobs={[runningJob(), failedJob({ jobId: "job_2" })]} icons={icons} />,
  LeaseRequestCard: (icons) => <LeaseRequestCard leaseRequest={leaseRequest()} icons={icons} />,
  LineRequestCard: (icons) => <LineRequestCard lineRequest={lineRequest()} icons={icons} />,
};

const NAMES = ["success", "partial", "failure", "canceled", "running", "waiting", "unknown", "upcoming", "current"];
const Star = ({ name }: IconProps): ReactElement => (
  <svg role="img" aria-label="Star" data-star={name}>
    <title>Star</title>
  </svg>
);
const ALL: IconOverrides = Object.fromEntries(NAMES.map((name) => [name, Star]));
const icons = (container: HTMLElement): string[] =>
  [...container.querySelectorAll('[data-longrun="icon"]')].map((icon) => icon.textContent ?? "");

function draw(element: ReactElement): HTMLElement {
  return render(<QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider>).container;
}

describe.each(Object.entries(COMPONENTS))("%s", (_, component) => {
  test("draws the icons it is given, and none of the built-in ones", () => {
    const container = draw(component(ALL));
    expect(container.querySelectorAll("[data-star]").length).toBeGreaterThan(0);
    expect(container.querySelector("svg[data-longrun=icon]")).toBeNull();
  });

  test("draws those of the provider, and its own over them", () => {
    const provided = draw(<LongrunProvider icons={ALL}>{component()}</LongrunProvider>);
    expect(provided.querySelector("svg[data-longrun=icon]")).toBeNull();
    const own = Object.fromEntries(NAMES.map((name) => [name, "mine"]));
    const both = draw(<LongrunProvider icons={ALL}>{component(own)}</LongrunProvider>);
    expect(both.querySelector("[data-star]")).toBeNull();
    expect(icons(both)).toContain("mine");
  });

  test("says the same to screen readers, whatever is drawn", () => {
    const container = draw(component(ALL));
    for (const star of container.querySelectorAll("[data-star]"))
      expect(star.closest('[aria-hidden="true"]')).not.toBeNull();
    container.querySelectorAll('[aria-hidden="true"]').forEach((hidden) => hidden.remove());
    const plain = draw(component());
    plain.querySelectorAll('[aria-hidden="true"]').forEach((hidden) => hidden.remove());
    expect(container.textContent).toBe(plain.textContent);
  });
});

test("an icon can be an element, text, a component, or what memo and forwardRef make of one", () => {
  const Memo = memo(Star);
  const Forwarding = forwardRef<SVGSVGElement, IconProps>(function Forwarding({ name }, ref) {
    return <svg ref={ref} data-forwarded={name} />;
  });
  for (const running of [<i key="i" data-drawn />, Memo, Forwarding, "🎉", 7]) {
    const icon = draw(<JobStatusBadge status="running" icons={{ running }} />).querySelector("[data-longrun=icon]");
    expect(icon?.localName).toBe("span");
    expect(icon?.innerHTML).not.toBe("");
    expect(
      icon?.querySelector("[data-drawn], [data-star=running], [data-forwarded=running]") ?? icon?.textContent,
    ).toBeTruthy();
  }
});

test("null and false draw no icon, and undefined leaves the one below", () => {
  expect(icons(draw(<JobStatusBadge status="running" icons={{ running: null }} />))).toEqual([]);
  expect(icons(draw(<JobStatusBadge status="running" icons={{ running: false }} />))).toEqual([]);
  const below = <JobStatusBadge status="running" icons={{ running: undefined }} />;
  expect(icons(draw(<LongrunProvider icons={{ running: "▶" }}>{below}</LongrunProvider>))).toEqual(["▶"]);
});

describe("the more exact name wins", () => {
  const badge = (status: string, given: IconOverrides): string[] =>
    icons(draw(<JobStatusBadge status={status} icons={given} />));

  test("a status as the wire says it, over its outcome", () => {
    expect(badge("completed", { success: "outcome" })).toEqual(["outcome"]);
    expect(badge("completed", { success: "outcome", completed: "status" })).toEqual(["status"]);
  });

  test("a status that a provider has added, over unknown", () => {
    expect(badge("waiting_for_review", { unknown: "?" })).toEqual(["?"]);
    expect(badge("waiting_for_review", { unknown: "?", waiting_for_review: "eyes" })).toEqual(["eyes"]);
    expect(icons(draw(<JobProgress job={unknownJob()} icons={{ waiting_for_review: "eyes" }} />))).toContain("eyes");
  });

  test("where a stage stands, over the built-in icon's name", () => {
    const stages = icons(draw(<JobStages job={completedJob()} icons={{ done: "✓", success: "!" }} />));
    expect(new Set(stages)).toEqual(new Set(["✓"]));
  });

  test("a status called like something that every object has finds no icon", () => {
    for (const status of ["constructor", "toString", "__proto__"]) {
      const { localName } =
        draw(<JobStatusBadge status={status} icons={{ running: "x" }} />).querySelector("[data-longrun=icon]") ?? {};
      expect(localName).toBe("svg");
    }
  });
});
