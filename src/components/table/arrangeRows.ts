import type { Words } from "../labels/Words";
import { jobTitle } from "../job/jobTitle";
import type { JobRow } from "./JobRow";

/** What a table can be sorted by. */
export type JobSortKey = "kind" | "status" | "progress" | "time";

export interface JobSort {
  readonly key: JobSortKey;
  readonly direction: "ascending" | "descending";
}

/** The status and kind of the rows to show; null shows all. */
export interface JobFilter {
  /** The wire status. */
  readonly status: string | null;
  readonly kind: string | null;
}

export const NO_FILTER: JobFilter = { status: null, kind: null };

/**
 * The rows that pass the filter, sorted, or in the given order without a sort. Rows without a value to sort by come
 * last.
 */
export function arrangeRows(
  rows: readonly JobRow[],
  filter: JobFilter,
  sort: JobSort | null,
  words: Words,
): readonly JobRow[] {
  const shown =
    filter.status === null && filter.kind === null
      ? rows
      : rows.filter(({ job }) => passes(job?.rawStatus, filter.status) && passes(job?.kind, filter.kind));
  if (sort === null) return shown;
  const value = VALUES[sort.key];
  const sign = sort.direction === "ascending" ? 1 : -1;
  const { compare } = new Intl.Collator(words.locale);
  return shown
    .map((row) => ({ row, by: value(row, words) }))
    .sort((a, b) => {
      if (a.by === null || b.by === null) return Number(a.by === null) - Number(b.by === null);
      return sign * (typeof a.by === "string" ? compare(a.by, String(b.by)) : a.by - Number(b.by));
    })
    .map(({ row }) => row);
}

function passes(value: string | undefined, wanted: string | null): boolean {
  return wanted === null || value === wanted;
}

const VALUES: Readonly<Record<JobSortKey, (row: JobRow, words: Words) => string | number | null>> = {
  kind: ({ job }, words) => (job ? jobTitle(job, words) : null),
  status: ({ job }, words) => (job ? words.name("status", job.rawStatus) : null),
  progress: ({ job }) => (job?.outcome === "success" ? 1 : finite(job?.progress)),
  time: ({ job }) => finite(Date.parse(job?.startedAt ?? "")),
};

function finite(value: number | null | undefined): number | null {
  return value == null || !Number.isFinite(value) ? null : value;
}

/** The choices of the filters: the values that occur, sorted by name. */
export function filterChoices(
  rows: readonly JobRow[],
  words: Words,
): { readonly statuses: readonly string[]; readonly kinds: readonly string[] } {
  const { compare } = new Intl.Collator(words.locale);
  const distinct = (values: readonly (string | undefined)[], name: (value: string) => string): string[] =>
    [...new Set(values.filter((value) => value !== undefined))].sort((a, b) => compare(name(a), name(b)));
  return {
    statuses: distinct(
      rows.map(({ job }) => job?.rawStatus),
      (status) => words.name("status", status),
    ),
    kinds: distinct(
      rows.map(({ job }) => job?.kind),
      (kind) => jobTitle({ kind }, words),
    ),
  };
}
