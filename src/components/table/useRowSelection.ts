import { useState } from "react";

export interface SelectionOptions {
  /** The selection, if the page controls it. */
  readonly selectedIds?: readonly string[] | undefined;
  readonly onSelectionChange?: ((jobIds: readonly string[]) => void) | undefined;
}

/** The selected rows, and the row that the keyboard is at. */
export interface RowSelection {
  readonly selected: ReadonlySet<string>;
  /** The row whose checkbox Tab moves to; null at first. */
  readonly activeId: string | null;
  readonly activate: (jobId: string) => void;
  /** Selects or deselects a row; with `range`, selects all rows from the last one to it. */
  readonly toggle: (jobId: string, range: boolean) => void;
  /** Selects all rows from one to another, and moves there. */
  readonly extend: (fromId: string, toId: string) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** Keeps the selection of a table whose rows are shown in this order. */
export function useRowSelection(
  order: readonly string[],
  { selectedIds, onSelectionChange }: SelectionOptions,
): RowSelection {
  const [own, setOwn] = useState<readonly string[]>([]);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [anchorId, setAnchorId] = useState<string | null>(null);
  const selected = new Set(selectedIds ?? own);

  function change(next: Iterable<string>): void {
    const ids = [...next];
    setOwn(ids);
    onSelectionChange?.(ids);
  }

  return {
    selected,
    activeId,
    activate: setActiveId,
    toggle: (jobId, range) => {
      setActiveId(jobId);
      if (range && anchorId !== null) return change(new Set([...selected, ...between(order, anchorId, jobId)]));
      setAnchorId(jobId);
      const next = new Set(selected);
      if (!next.delete(jobId)) next.add(jobId);
      change(next);
    },
    extend: (fromId, toId) => {
      setActiveId(toId);
      setAnchorId((anchor) => anchor ?? fromId);
      change(new Set([...selected, ...between(order, fromId, toId)]));
    },
    selectAll: () => change(new Set([...selected, ...order])),
    clear: () => change([]),
  };
}

function between(order: readonly string[], fromId: string, toId: string): readonly string[] {
  const ends = [order.indexOf(fromId), order.indexOf(toId)];
  // A row hidden by a filter has no index; then only the target is selected.
  return ends.includes(-1) ? [toId] : order.slice(Math.min(...ends), Math.max(...ends) + 1);
}
