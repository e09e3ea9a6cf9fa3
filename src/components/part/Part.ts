import type {
  ComponentPropsWithoutRef,
  ComponentPropsWithRef,
  ForwardRefExoticComponent,
  ReactElement,
  ReactNode,
  RefAttributes,
} from "react";
import type { Outcome } from "../../operations/defineOperation";
import type { WatchState } from "../../hooks/schedule/watchState";

/**
 * How a component stands: nothing to show, waiting for the first answer, never had one and asks no more, or showing a
 * value.
 */
export type Phase = "empty" | "loading" | "failed" | "ready";

/**
 * What every part tells about its operation: as data attributes to styles, and as the second argument to `render`.
 * `{ phase: "ready", status: "running", outcome: null, watch: "watching", isStalled: false }`, for example.
 */
export interface PartState {
  readonly phase: Phase;
  /**
   * The operation's status, `unknown` for one that longrun does not know; undefined while there is no value.
   * `data-status`.
   */
  readonly status?: string | undefined;
  /** How it ended; null while it is going on, undefined while there is no value. `data-outcome`. */
  readonly outcome?: Outcome | null | undefined;
  /** How the watch is doing; undefined where a value is drawn that nobody watches. `data-watch`. */
  readonly watch?: WatchState | undefined;
  /**
   * Whether it goes on without a change for longer than is usual; undefined in parts that don't ask. `data-stalled`.
   */
  readonly isStalled?: boolean | undefined;
}

/** The elements that parts are. */
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
 * What a part would give to its own element; spread all of it on yours. It holds what the part's user gave
 * (`className`, `style`, handlers, merged with the part's own), the `ref`, roles and ARIA attributes, `data-longrun`
 * and the other data attributes, and `children`: what the part shows, ready to be placed. What is inside of `children`
 * is no contract, so don't take it apart: icons are replaced by `icons`, words by `labels`, a result by `renderResult`.
 */
export type RenderedProps<Tag extends PartTag> = ComponentPropsWithRef<Tag> & {
  readonly [data: `data-${string}`]: string | undefined;
};

/**
 * Draws a part as something else: an element, which gets the part's props under its own, or a function.
 *
 * @param props What the part would give to its own element; see {@link RenderedProps}.
 * @param state How the operation stands; see {@link PartState}.
 * @example
 * <JobProgress.Status render={(props, { outcome }) => <Badge {...props} variant={outcome ?? "outline"} />} />
 * <JobProgress.Cancel render={<Button variant="destructive" />} />
 */
export type RenderOverride<Tag extends PartTag> =
  ReactElement | ((props: RenderedProps<Tag>, state: PartState) => ReactNode);

/** What every part takes: all that its element takes, and `render`. */
export type PartProps<Tag extends PartTag> = ComponentPropsWithoutRef<Tag> & {
  /**
   * Draws this part as another element or component, which gets the part's props, ref included; or as a function says.
   */
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
