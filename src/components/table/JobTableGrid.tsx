import { forwardRef, useImperativeHandle, useRef, type ForwardedRef, type ReactElement, type RefObject } from "react";
import type { OwnProps } from "../part/definePart";
import type { Part, PartProps } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { useStableCallback } from "../part/useStableCallback";
import { useJobTable, type JobTableState } from "./JobTableContext";
import { JobTableHeadRow } from "./JobTableHeadRow";
import { JobTableRow } from "./JobTableRow";
import { useRowKeyboard } from "./useRowKeyboard";
import { useRowWindow } from "./useRowWindow";

/**
 * The rows, as a native `<table>` in which only the rows in view are mounted. Renders a `<div>` element that scrolls;
 * `--longrun-table-height` sets its height.
 *
 * With selectable rows, arrow keys, Home and End move between the checkboxes, Space selects, Shift extends, Ctrl+A
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
  // The ref is set before React hands it to the user.
  useImperativeHandle(forwardedRef, () => scroller.current as HTMLDivElement);
  const ids = arranged.map(({ jobId }) => jobId);
  const activeIndex = selection?.activeId ? ids.indexOf(selection.activeId) : -1;
  const { items, totalPx, measure, scrollTo } = useRowWindow(ids, activeIndex, scroller);
  const onKeyDown = useRowKeyboard(ids, selection, scroller, scrollTo);
  const onSelect = useStableCallback((jobId: string, range: boolean) => selection?.toggle(jobId, range));

  const own = {
    role: "region",
    "aria-label": words.text("jobs"),
    tabIndex: 0,
    onKeyDown,
    // Inline, so that the rows scroll, and only those in view are mounted, without the stylesheet too.
    style: { overflow: "auto", maxBlockSize: "var(--longrun-table-height, 30rem)", position: "relative" },
    children: (
      <table aria-rowcount={ids.length + 1} data-longrun="table">
        <JobTableHeadRow shown={shown} ids={ids} />
        <tbody>
          {/* One flat list: nested ones would be keyed by position in view, and scrolling would remount rows. */}
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
 * Fills the height of the rows that are not mounted. A single cell without `colSpan`: a span over columns that a
 * stylesheet hides would add new columns.
 */
function Spacer({ heightPx }: { readonly heightPx: number }): ReactElement | null {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td style={{ blockSize: heightPx, padding: 0, border: 0 }} />
    </tr>
  );
}
