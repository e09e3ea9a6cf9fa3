import { forwardRef, type ForwardedRef } from "react";
import type { Part } from "../part/Part";
import { JobTableGrid } from "./JobTableGrid";
import { JobTableEmpty, JobTableFilters, JobTableHeader, JobTableNotice, JobTableSummary } from "./jobTableParts";
import { JobTableRoot, type JobTableRootProps } from "./JobTableRoot";

export type JobTableProps = JobTableRootProps;

const JobTableWhole = /* @__PURE__ */ forwardRef(function JobTable(
  { children, ...props }: JobTableProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  return (
    <JobTableRoot ref={ref} {...props}>
      <JobTableHeader>
        <JobTableSummary />
        <JobTableFilters />
      </JobTableHeader>
      <JobTableNotice />
      <JobTableGrid />
      <JobTableEmpty />
      {children}
    </JobTableRoot>
  );
});

const parts: {
  readonly Root: typeof JobTableRoot;
  readonly Header: typeof JobTableHeader;
  readonly Summary: typeof JobTableSummary;
  readonly Filters: typeof JobTableFilters;
  readonly Notice: typeof JobTableNotice;
  readonly Grid: typeof JobTableGrid;
  readonly Empty: typeof JobTableEmpty;
} = {
  Root: JobTableRoot,
  Header: JobTableHeader,
  Summary: JobTableSummary,
  Filters: JobTableFilters,
  Notice: JobTableNotice,
  Grid: JobTableGrid,
  Empty: JobTableEmpty,
};

/**
 * A table of up to thousands of jobs: sorted, filtered, selected by keyboard, summed up in one line. All jobs are
 * watched; only the rows in view are mounted. Renders a `<div>` element. Its parts can be composed differently.
 *
 * @example
 * <JobTable jobIds={jobIds} onSelectionChange={setSelected} />
 */
export const JobTable: Part<JobTableProps, "div"> & typeof parts = /* @__PURE__ */ Object.assign(JobTableWhole, parts);
