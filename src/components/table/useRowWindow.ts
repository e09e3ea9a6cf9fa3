import {
  defaultRangeExtractor,
  measureElement,
  observeElementRect,
  useVirtualizer,
  type VirtualItem,
} from "@tanstack/react-virtual";
import type { RefObject } from "react";

const ROW_HEIGHT_PX = 56;
const OVERSCAN = 8;
/** The size assumed where nothing can be measured: on a server, in a hidden tab, in a test without layout. */
const ASSUMED_RECT = { width: 640, height: 480 };

/** The rows to mount: those in view, a few around them, and the row that the keyboard is at. */
export interface RowWindow {
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
  readonly measure: (row: HTMLTableRowElement | null) => void;
  readonly scrollTo: (index: number) => void;
}

export function useRowWindow(
  ids: readonly string[],
  activeIndex: number,
  scroller: RefObject<HTMLDivElement | null>,
): RowWindow {
  // The virtualizer is mutable; nothing here is memoised over it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    initialRect: ASSUMED_RECT,
    observeElementRect: (instance, onRect) =>
      observeElementRect(instance, (rect) => onRect(rect.height > 0 ? rect : ASSUMED_RECT)),
    // Without this fallback, rows without layout would all be in view.
    measureElement: (row, entry, instance) => measureElement(row, entry, instance) || ROW_HEIGHT_PX,
    // React 19 warns about flushSync inside an effect, where measurements may happen.
    useFlushSync: false,
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      // The active row stays mounted, since unmounting it would lose the keyboard's focus.
      return activeIndex < 0 || inView.includes(activeIndex) ? inView : [...inView, activeIndex].sort((a, b) => a - b);
    },
  });
  return {
    items: virtualizer.getVirtualItems(),
    totalPx: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}
