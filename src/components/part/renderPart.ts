import {
  cloneElement,
  createElement,
  type CSSProperties,
  type ForwardedRef,
  type ReactElement,
  type ReactNode,
} from "react";
import type { PartElements, PartProps, PartState, PartTag, RenderedProps, RenderOverride } from "./Part";

type AnyProps = Readonly<Record<string, unknown>>;

/**
 * Draws one part: what it makes of itself (`own`), under what its user gave (`given`), with the data attributes that
 * styles and tests look for. Handlers of both run, the user's first; after `preventDefault()` in it the part's own does
 * not.
 */
export function renderPart<Tag extends PartTag>(
  tag: Tag,
  name: string,
  state: PartState,
  own: AnyProps,
  given: PartProps<Tag>,
  ref: ForwardedRef<PartElements[Tag]>,
): ReactElement {
  // Generic over the tag, which hides from the compiler what all tags have.
  const { render, ...rest } = given as { readonly render?: RenderOverride<Tag> } & AnyProps;
  const props: Record<string, unknown> = { ...layOver(own, rest), ...dataAttributes(name, state) };
  if (ref !== null) props["ref"] = ref;
  if (render === undefined) return createElement(tag, props);
  // The props of the tag, as composed above. A function may give any node; React takes all of them.
  if (typeof render === "function") return render(props as unknown as RenderedProps<Tag>, state) as ReactElement;
  // An element's props are `unknown` to React's types, and an object.
  return cloneElement(render, layOver(props, render.props as AnyProps));
}

function dataAttributes(
  name: string,
  { phase, status, outcome, watch, isStalled }: PartState,
): Record<string, string | undefined> {
  return {
    "data-longrun": name,
    "data-phase": phase,
    "data-status": status,
    "data-outcome": outcome ?? undefined,
    "data-watch": watch,
    "data-stalled": isStalled ? "" : undefined,
  };
}

/** Props over others: class names are joined, styles merged, handlers chained, and for the rest the upper wins. */
function layOver(under: AnyProps, over: AnyProps): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = under[key];
    // By name these props are what React's types say they are; a part's user can give no others.
    if (key === "className" && below) merged[key] = [below, value].join(" ");
    else if (key === "style" && below) merged[key] = { ...(below as CSSProperties), ...(value as CSSProperties) };
    else if (/^on[A-Z]/.test(key) && typeof below === "function" && typeof value === "function")
      merged[key] = chain(value as Handler, below as Handler);
    else if (key === "children") merged[key] = (value as ReactNode) ?? below;
    else merged[key] = value;
  }
  return merged;
}

type Handler = (event: { readonly defaultPrevented?: boolean }) => void;

function chain(first: Handler, second: Handler): Handler {
  return (event) => {
    first(event);
    if (!event.defaultPrevented) second(event);
  };
}
