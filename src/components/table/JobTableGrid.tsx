import {
  forwardRef,
  useEffect,
  useImperativeHandle,
  useRef,
  type ForwardedRef,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from "react";
import type { OwnProps } from "../part/definePart";
import type { Part, PartProps } from "../part/Part";
import { renderPart } from "../part/renderPart";
import type { JobSortKey } from "./arrangeRows";
import { useJobTable, type JobTableState } from "./JobTableContext";
import { JobTableRow } from "./JobTableRow";
import { useStableCallback } from "../part/useStableCallback";
import { useRowWindow } from "./useRowWindow";

const COLUMNS = [
  ["kind", "kind"],
  ["status", "status"],
  ["progress", "progressColumn"],
  ["time", "time"],
] as const;

/**
 * The rows themselves, as a native `<table>` of which those in view are mounted. Renders a `<div>` element that
 * scrolls; it takes its height from `--longrun-table-height`.
 *
 * With selectable rows: arrow keys, Home and End move between the checkboxes, Space selects, Shift extends, Ctrl+A
 * selects all, Escape none.
 */
export const JobTableGrid: Part<PartProps<"div">, "div"> = /* @__PURE__ */ forwardRef(function JobTableGrid(
  props: PartProps<"div">,
  ref: ForwardedRef<HTMLDivElement>,
) {
  const shown = useJobTable("JobTable.Grid");
  return shown.arranged.length === 0 ? null : <Grid shown={shown} given={props} forwardedRef={ref} />;
});

interface GridProps {
  readonly shown: JobTableState;
  readonly given: PartProps<"div">;
  readonly forwardedRef: ForwardedRef<HTMLDivElement>;
}

function Grid({ shown, given, forwardedRef }: GridProps): ReactElement {
  const { arranged, words, selection } = shown;
  const scroller = useRef<HTMLDivElement>(null);
  // Set by the time that anybody can ask.
  useImperativeHandle(forwardedRef, () => scroller.current as HTMLDivElement);
  const toFocus = useRef<string | null>(null);
  const ids = arranged.map(({ jobId }) => jobId);
  const activeIndex = selection?.activeId ? ids.indexOf(selection.activeId) : -1;
  const { items, totalPx, measure, scrollTo } = useRowWindow(ids, activeIndex, scroller);
  const onSelect = useStableCallback((jobId: string, range: boolean) => selection?.toggle(jobId, range));

  /**
   * Once for each key: a row that comes into view later must not take the focus from where a person has gone meanwhile.
   */
  function focusRow(): void {
    if (toFocus.current === null) return;
    const row = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-job-id]") ?? [])].find(
      ({ dataset }) => dataset["jobId"] === toFocus.current,
    );
    if (!row) return;
    toFocus.current = null;
    row.querySelector<HTMLElement>("input[type=checkbox]")?.focus({ preventScroll: true });
  }

  // The row that the keyboard goes to may have to be mounted first.
  useEffect(focusRow);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!selection || !(event.target instanceof HTMLInputElement)) return;
    const jobId = event.target.closest<HTMLElement>("[data-job-id]")?.dataset["jobId"];
    if (jobId === undefined) return;
    const from = ids.indexOf(jobId);
    const to = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      Home: 0,
      End: ids.length - 1,
      PageDown: from + 8,
      PageUp: from - 8,
    }[event.key];
    if (to !== undefined) {
      const next = ids[Math.min(ids.length - 1, Math.max(0, to))] as string;
      if (event.shiftKey) selection.extend(jobId, next);
      else selection.activate(next);
      scrollTo(ids.indexOf(next));
      toFocus.current = next;
      focusRow();
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selection.selectAll();
    else if (event.key === "Escape") selection.clear();
    else return;
    event.preventDefault();
  }

  const own = {
    role: "region",
    "aria-label": words.text("jobs"),
    tabIndex: 0,
    onKeyDown,
    // Inline, so that only what is in view is mounted without the stylesheet too.
    style: { overflow: "auto", maxBlockSize: "var(--longrun-table-height, 30rem)", position: "relative" },
    children: (
      <table aria-rowcount={ids.length + 1} data-longrun="table">
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
                        input.indeterminate =
                          selection.selected.size > 0 && !ids.every((id) => selection.selected.has(id));
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
        <tbody>
          {/* Not a nested list: React would know a row by its place in view, and remake it when that changes. */}
          {items.flatMap((item, position) => {
            const row = arranged[item.index];
            if (!row) return [];
            const gapPx = item.start - (items[position - 1]?.end ?? 0);
            return [
              gapPx > 0 && <Spacer key={`before ${row.jobId}`} heightPx={gapPx} />,
              <JobTableRow
                key={row.jobId}
                {...row}
                index={item.index}
                words={words}
                isSelected={selection ? selection.selected.has(row.jobId) : null}
                isActive={activeIndex === item.index || (activeIndex < 0 && item.index === 0)}
                onSelect={onSelect}
                measure={measure}
              />,
            ];
          })}
          <Spacer heightPx={totalPx - (items.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    ),
  };
  return <GridElement shown={shown} own={own} given={given} elementRef={scroller} />;
}

interface GridElementProps {
  readonly shown: JobTableState;
  readonly own: OwnProps;
  readonly given: PartProps<"div">;
  readonly elementRef: RefObject<HTMLDivElement | null>;
}

function GridElement({ shown, own, given, elementRef }: GridElementProps): ReactElement {
  return renderPart("div", "job-table-grid", shown.state, own ?? {}, given, elementRef);
}

/**
 * Stands for the rows that are not mounted. One cell: spanning columns, of which a stylesheet may hide some, it would
 * make new ones.
 */
function Spacer({ heightPx }: { readonly heightPx: number }): ReactElement | null {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td style={{ blockSize: heightPx, padding: 0, border: 0 }} />
    </tr>
  );
}

function HeadCell({
  sortKey,
  label,
  shown,
}: {
  readonly sortKey: JobSortKey;
  readonly label: string;
  readonly shown: JobTableState;
}): ReactElement {
  const direction = shown.sort?.key === sortKey ? shown.sort.direction : undefined;
  return (
    <th scope="col" aria-sort={direction} data-longrun={`cell-${sortKey}`}>
      <button type="button" data-longrun="sort-button" onClick={() => shown.sortBy(sortKey)}>
        {label} <span aria-hidden="true">{direction === undefined ? "" : direction === "ascending" ? "↑" : "↓"}</span>
      </button>
    </th>
  );
}
