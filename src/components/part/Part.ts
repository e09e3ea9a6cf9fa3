import type { ComponentPropsWithoutRef, ComponentPropsWithRef, ForwardRefExoticComponent, ReactElement, ReactNode, RefAttributes } from "react";
import type { Outcome } from "../../operations/defineOperation";
import type { WatchState } from "../../hooks/watchState";

/** How a component stands: nothing to show, waiting for the first answer, never had one and asks no more, or showing a value. */
export type Phase = "empty" | "loading" | "failed" | "ready";

/** What every part tells about its operation: as data attributes to styles, and as an argument to `render`. */
export interface PartState {
  readonly phase: Phase;
  /** The operation's status; undefined while there is no value. */
  readonly status?: string | undefined;
  readonly outcome?: Outcome | null | undefined;
  /** How the watch is doing; undefined where a value is drawn that nobody watches. */
  readonly watch?: WatchState | undefined;
  readonly isStalled?: boolean | undefined;
}

/** The elements that parts are. */
export type PartTag = "div" | "span" | "p" | "ol" | "ul" | "li" | "dl" | "a" | "button" | "time" | "table" | "thead" | "tbody" | "tr" | "th" | "td" | "select" | "input" | "label" | "section" | "strong" | "code";

/** What a part would give to its own element: spread it on yours. */
export type RenderedProps<Tag extends PartTag> = ComponentPropsWithRef<Tag> & { readonly [data: `data-${string}`]: string | undefined };

/** Draws a part as something else: an element that gets the part's props, or a function of them. */
export type RenderOverride<Tag extends PartTag> = ReactElement | ((props: RenderedProps<Tag>, state: PartState) => ReactNode);

/** What every part takes: all that its element takes, and `render`. */
export type PartProps<Tag extends PartTag> = ComponentPropsWithoutRef<Tag> & {
  /** Draws this part as another element or component. It gets the part's props, ref included, and what the part tells about its operation. */
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
