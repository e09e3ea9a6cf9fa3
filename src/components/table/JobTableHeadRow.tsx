import type { ReactElement } from "react";
import type { JobSortKey } from "./arrangeRows";
import type { JobTableState } from "./JobTableContext";

const COLUMNS = [
  ["kind", "kind"],
  ["status", "status"],
  ["progress", "progressColumn"],
  ["time", "time"],
] as const;

interface JobTableHeadRowProps {
  readonly shown: JobTableState;
  /** The rows, in the order shown. */
  readonly ids: readonly string[];
}

/** The header row: a checkbox that selects all, and columns to sort by. */
export function JobTableHeadRow({ shown, ids }: JobTableHeadRowProps): ReactElement {
  const { words, selection } = shown;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection && (
          <td data-longrun="cell-check">
            <label data-longrun="checkbox">
              <input
                type="checkbox"
                aria-label={words.text("selectAll")}
                checked={selection.selected.size > 0 && ids.every((id) => selection.selected.has(id))}
                ref={(input) => {
                  if (input)
                    input.indeterminate = selection.selected.size > 0 && !ids.every((id) => selection.selected.has(id));
                }}
                onChange={(event) => (event.target.checked ? selection.selectAll() : selection.clear())}
              />
            </label>
          </td>
        )}
        {COLUMNS.map(([key, label]) => (
          <HeadCell key={key} sortKey={key} label={words.text(label)} shown={shown} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps {
  readonly sortKey: JobSortKey;
  readonly label: string;
  readonly shown: JobTableState;
}

function HeadCell({ sortKey, label, shown }: HeadCellProps): ReactElement {
  const direction = shown.sort?.key === sortKey ? shown.sort.direction : undefined;
  return (
    <th scope="col" aria-sort={direction} data-longrun={`cell-${sortKey}`}>
      <button type="button" data-longrun="sort-button" onClick={() => shown.sortBy(sortKey)}>
        {label} <span aria-hidden="true">{direction === undefined ? "" : direction === "ascending" ? "↑" : "↓"}</span>
      </button>
    </th>
  );
}
