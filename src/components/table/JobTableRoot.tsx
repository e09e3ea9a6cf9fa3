import { forwardRef, useMemo, useState, type ForwardedRef, type ReactElement } from "react";
import type { Job } from "../../providers/layers/job";
import type { JobListItem } from "../../hooks/list/listedJob";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import { Announcer } from "../part/Announcer";
import type { Part, PartProps, PartState } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { arrangeRows, NO_FILTER, type JobFilter, type JobSort, type JobSortKey } from "./arrangeRows";
import type { WireJson } from "../../operations/WireJson";
import { givenRows, type JobRow } from "./JobRow";
import { JobTableContext, type JobTableState } from "./JobTableContext";
import { tableFailure, tableSummary } from "./tableSummary";
import { useRowSelection } from "./useRowSelection";
import { useWatchedRows } from "./useWatchedRows";

export interface JobTableRootProps extends PartProps<"div"> {
  /**
   * Watches these jobs, in this order: ids, jobs as the hooks give them, the service's JSON, or a list of all three. A
   * whole job is shown at once, and read when its poll is due; one that has ended is not read at all. Needs TanStack's
   * `QueryClientProvider`.
   */
  readonly jobIds?: readonly JobListItem[] | undefined;
  /**
   * When the jobs in `jobIds` were read, in ms since the epoch: the `dataUpdatedAt` of the query that read them.
   * @default when each job was first seen
   */
  readonly dataUpdatedAt?: number | undefined;
  /**
   * Draws these jobs without asking a server, so they never change: pass a list that should be watched as `jobIds`.
   * Wins over `jobIds`. Values as the hooks give them, or the service's JSON; anything else becomes a row with an
   * error.
   */
  readonly jobs?: readonly (Job | WireJson)[] | undefined;
  /** The initial sort. @default the given order */
  readonly defaultSort?: JobSort | undefined;
  /** The initial filter. @default everything */
  readonly defaultFilter?: Partial<JobFilter> | undefined;
  /** Whether rows can be selected. @default whether `onSelectionChange` is given */
  readonly selectable?: boolean | undefined;
  /** The selected jobs, if the page controls the selection. */
  readonly selectedIds?: readonly string[] | undefined;
  /** Called with all selected jobs when the selection changes. */
  readonly onSelectionChange?: ((jobIds: readonly string[]) => void) | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
  /** This component's locale (BCP 47). @default the provider's */
  readonly locale?: string | undefined;
}

/** Watches jobs, or takes them, and derives once what the parts of a table show. Renders a `<div>` element. */
export const JobTableRoot: Part<JobTableRootProps, "div"> = /* @__PURE__ */ forwardRef(function JobTableRoot(
  { jobIds, jobs, dataUpdatedAt, ...props }: JobTableRootProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  if (jobs !== undefined || jobIds === undefined) return <DrawnRoot {...props} jobs={jobs} forwardedRef={ref} />;
  return <WatchedRoot {...props} jobIds={jobIds} dataUpdatedAt={dataUpdatedAt} forwardedRef={ref} />;
});

interface InnerProps extends Omit<JobTableRootProps, "jobs" | "jobIds" | "dataUpdatedAt"> {
  readonly forwardedRef: ForwardedRef<HTMLDivElement>;
}

function WatchedRoot({
  jobIds,
  dataUpdatedAt,
  ...props
}: InnerProps & Pick<JobTableRootProps, "dataUpdatedAt"> & { readonly jobIds: readonly JobListItem[] }): ReactElement {
  return <Root {...props} rows={useWatchedRows(jobIds, dataUpdatedAt)} />;
}

function DrawnRoot({ jobs, ...props }: InnerProps & { readonly jobs: unknown }): ReactElement {
  return <Root {...props} rows={useMemo(() => givenRows(jobs), [jobs])} />;
}

function Root(props: InnerProps & { readonly rows: readonly JobRow[] }): ReactElement {
  const {
    rows,
    defaultSort,
    defaultFilter,
    onSelectionChange,
    selectable = onSelectionChange !== undefined,
    selectedIds,
    labels,
    icons,
    locale,
    forwardedRef,
    children,
    ...given
  } = props;
  const words = useWords(labels, locale, icons);
  const [filter, setFilter] = useState<JobFilter>({ ...NO_FILTER, ...defaultFilter });
  const [sort, setSort] = useState<JobSort | null>(defaultSort ?? null);
  const arranged = arrangeRows(rows, filter, sort, words);
  const order = arranged.map(({ jobId }) => jobId);
  const selection = useRowSelection(order, { selectedIds, onSelectionChange });
  const summary = tableSummary(rows, words);
  const state = stateOf(rows);
  const shown: JobTableState = {
    state,
    words,
    rows,
    arranged,
    filter,
    setFilter,
    sort,
    sortBy: (key) => setSort(nextSort(sort, key)),
    selection: selectable ? selection : null,
    summary,
  };
  const own = {
    "aria-busy": state.phase === "loading" ? true : undefined,
    children: (
      <>
        {children}
        <Announcer message={state.phase === "ready" ? summary : ""} failure={tableFailure(rows, words)} />
      </>
    ),
  };
  return (
    <JobTableContext.Provider value={shown}>
      {renderPart("div", "job-table", state, own, given, forwardedRef)}
    </JobTableContext.Provider>
  );
}

function stateOf(rows: readonly JobRow[]): PartState {
  if (rows.length === 0) return { phase: "empty" };
  const watch =
    rows.find(({ watch }) => watch === "paused" || watch === "retrying")?.watch ??
    rows.find(({ watch }) => watch === "watching")?.watch;
  return { phase: rows.every(({ job, error }) => job === undefined && error === null) ? "loading" : "ready", watch };
}

function nextSort(sort: JobSort | null, key: JobSortKey): JobSort | null {
  if (sort?.key !== key) return { key, direction: "ascending" };
  return sort.direction === "ascending" ? { key, direction: "descending" } : null;
}
