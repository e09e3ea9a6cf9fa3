import { useEffect, useRef, type KeyboardEvent, type RefObject } from "react";
import type { RowSelection } from "./useRowSelection";

const PAGE_ROWS = 8;

/**
 * The keyboard of a table with selectable rows: moves between checkboxes, extends the selection, selects all or none.
 *
 * @param ids The rows, in the order shown.
 * @param selection null where rows can't be selected: then no key does anything.
 * @returns The handler of `keydown`, for the element that scrolls.
 */
export function useRowKeyboard(
  ids: readonly string[],
  selection: RowSelection | null,
  scroller: RefObject<HTMLDivElement | null>,
  scrollTo: (index: number) => void,
): (event: KeyboardEvent<HTMLDivElement>) => void {
  const toFocus = useRef<string | null>(null);

  /** Focuses the row to go to, once per key press: a row that scrolls in later must not take the focus back. */
  function focusRow(): void {
    if (toFocus.current === null) return;
    const row = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-job-id]") ?? [])].find(
      ({ dataset }) => dataset["jobId"] === toFocus.current,
    );
    if (!row) return;
    toFocus.current = null;
    row.querySelector<HTMLElement>("input[type=checkbox]")?.focus({ preventScroll: true });
  }

  // A row that is out of view is focused after the render that mounts it.
  useEffect(focusRow);

  return (event) => {
    if (!selection || !(event.target instanceof HTMLInputElement)) return;
    const jobId = event.target.closest<HTMLElement>("[data-job-id]")?.dataset["jobId"];
    if (jobId === undefined) return;
    const to = targetOf(event.key, ids.indexOf(jobId), ids.length - 1);
    if (to !== undefined) {
      const next = ids[to] as string;
      if (event.shiftKey) selection.extend(jobId, next);
      else selection.activate(next);
      scrollTo(ids.indexOf(next));
      toFocus.current = next;
      focusRow();
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selection.selectAll();
    else if (event.key === "Escape") selection.clear();
    else return;
    event.preventDefault();
  };
}

/** The index that a key goes to; undefined for a key that does not move. */
function targetOf(key: string, from: number, last: number): number | undefined {
  const to = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    Home: 0,
    End: last,
    PageDown: from + PAGE_ROWS,
    PageUp: from - PAGE_ROWS,
  }[key];
  return to === undefined ? undefined : Math.min(last, Math.max(0, to));
}
