import { createContext, useContext, type Context } from "react";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { JobFilter, JobSort, JobSortKey } from "./arrangeRows";
import type { JobRow } from "./JobRow";
import type { RowSelection } from "./useRowSelection";

/** The state that the parts of `<JobTable>` show; the root derives it once. */
export interface JobTableState {
  readonly state: PartState;
  readonly words: Words;
  /** Every row, in the given order. */
  readonly rows: readonly JobRow[];
  /** The rows shown, filtered and sorted. */
  readonly arranged: readonly JobRow[];
  readonly filter: JobFilter;
  readonly setFilter: (filter: JobFilter) => void;
  readonly sort: JobSort | null;
  /** Sorts by a key: ascending, then descending, then not at all. */
  readonly sortBy: (key: JobSortKey) => void;
  /** Null where rows can't be selected. */
  readonly selection: RowSelection | null;
  readonly summary: string;
}

export const JobTableContext: Context<JobTableState | null> = /* @__PURE__ */ createContext<JobTableState | null>(null);

/** The state that the root derived. @throws Error outside of a root. */
export function useJobTable(part: string): JobTableState {
  const state = useContext(JobTableContext);
  if (state === null)
    throw new Error(`<${part}> stands outside of <JobTable.Root>, so it has no jobs to show. Put it inside one.`);
  return state;
}
