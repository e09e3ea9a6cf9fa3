import { createContext, useContext, type Context } from "react";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { JobFilter, JobSort, JobSortKey } from "./arrangeRows";
import type { JobRow } from "./JobRow";
import type { RowSelection } from "./useRowSelection";

/** All that the parts of a table of jobs show; the root derives it once. */
export interface JobTableState {
  readonly state: PartState;
  readonly words: Words;
  /** Every row, in the given order. */
  readonly rows: readonly JobRow[];
  /** Those shown, as filtered and sorted. */
  readonly arranged: readonly JobRow[];
  readonly filter: JobFilter;
  readonly setFilter: (filter: JobFilter) => void;
  readonly sort: JobSort | null;
  /** Sorts by a key; again the other way round, and a third time not at all. */
  readonly sortBy: (key: JobSortKey) => void;
  /** Null where rows can't be selected. */
  readonly selection: RowSelection | null;
  readonly summary: string;
}

export const JobTableContext: Context<JobTableState | null> = /* @__PURE__ */ createContext<JobTableState | null>(null);

/** What the root derived. @throws Error outside of one. */
export function useJobTable(part: string): JobTableState {
  const state = useContext(JobTableContext);
  if (state === null)
    throw new Error(`<${part}> stands outside of <JobTable.Root>, so it has no jobs to show. Put it inside one.`);
  return state;
}
