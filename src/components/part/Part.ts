import type {
  ComponentPropsWithoutRef,
  ComponentPropsWithRef,
  ForwardRefExoticComponent,
  ReactElement,
  ReactNode,
  RefAttributes,
} from "react";
import type { Outcome } from "../../operations/Outcome";
import type { WatchState } from "../../hooks/schedule/watchState";

/** The phase of a component: nothing to show, waiting for the first answer, stopped without one, or showing a value. */
export type Phase = "empty" | "loading" | "failed" | "ready";

/**
 * The state of the operation that a part shows: its data attributes, and the second argument of `render`. `{ phase:
 * "ready", status: "running", outcome: null, watch: "watching", isStalled: false }`, for example.
 */
export interface PartState {
  readonly phase: Phase;
  /**
   * The operation's status, `unknown` for one that longrun does not know; undefined while there is no value.
   * `data-status`.
   */
  readonly status?: string | undefined;
  /** The outcome; null while the operation is going on, undefined while there is no value. `data-outcome`. */
  readonly outcome?: Outcome | null | undefined;
  /** The state of the watch; undefined for an operation given by value. `data-watch`. */
  readonly watch?: WatchState | undefined;
  /**
   * True if the operation has not changed for longer than usual; undefined in parts that don't check. `data-stalled`.
   */
  readonly isStalled?: boolean | undefined;
}

/** The elements that parts may render. */
export type PartTag =
  | "div"
  | "span"
  | "p"
  | "ol"
  | "ul"
  | "li"
  | "dl"
  | "a"
  | "button"
  | "time"
  | "table"
  | "thead"
  | "tbody"
  | "tr"
  | "th"
  | "td"
  | "select"
  | "input"
  | "label"
  | "section"
  | "strong"
  | "code";

/**
 * The props that a part would give to its own element; spread all of them on yours. They contain the user's props
 * (`className`, `style`, handlers, merged with the part's own), the `ref`, roles and ARIA attributes, `data-longrun`
 * and the other data attributes, and `children`, the content of the part. The inside of `children` may change at any
 * time, so don't take it apart: replace icons by `icons`, words by `labels`, a result by `renderResult`.
 */
export type RenderedProps<Tag extends PartTag> = ComponentPropsWithRef<Tag> & {
  readonly [data: `data-${string}`]: string | undefined;
};

/**
 * Renders a part as another element, which gets the part's props under its own, or by a function.
 *
 * @param props The props that the part would give to its own element; see {@link RenderedProps}.
 * @param state The state of the operation; see {@link PartState}.
 * @example
 * <JobProgress.Status render={(props, { outcome }) => <Badge {...props} variant={outcome ?? "outline"} />} />
 * <JobProgress.Cancel render={<Button variant="destructive" />} />
 */
export type RenderOverride<Tag extends PartTag> =
  ReactElement | ((props: RenderedProps<Tag>, state: PartState) => ReactNode);

/** The props of every part: those of its element, and `render`. */
export type PartProps<Tag extends PartTag> = ComponentPropsWithoutRef<Tag> & {
  /** Renders this part as another element or component, which gets the part's props, ref included, or by a function. */
  readonly render?: RenderOverride<Tag> | undefined;
};

export interface PartElements {
  div: HTMLDivElement;
  span: HTMLSpanElement;
  p: HTMLParagraphElement;
  ol: HTMLOListElement;
  ul: HTMLUListElement;
  li: HTMLLIElement;
  dl: HTMLDListElement;
  a: HTMLAnchorElement;
  button: HTMLButtonElement;
  time: HTMLTimeElement;
  table: HTMLTableElement;
  thead: HTMLTableSectionElement;
  tbody: HTMLTableSectionElement;
  tr: HTMLTableRowElement;
  th: HTMLTableCellElement;
  td: HTMLTableCellElement;
  select: HTMLSelectElement;
  input: HTMLInputElement;
  label: HTMLLabelElement;
  section: HTMLElement;
  strong: HTMLElement;
  code: HTMLElement;
}

/** A part as a component: it takes a ref to its element, in React 18 and 19 alike. */
export type Part<Props, Tag extends PartTag> = ForwardRefExoticComponent<Props & RefAttributes<PartElements[Tag]>>;
