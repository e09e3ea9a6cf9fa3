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
 * Renders a part: its own props (`own`) under the user's (`given`), with the data attributes that styles and tests
 * select by. Both handlers of an event run, the user's first, unless that calls `preventDefault()`.
 */
export function renderPart<Tag extends PartTag>(
  tag: Tag,
  name: string,
  state: PartState,
  own: AnyProps,
  given: PartProps<Tag>,
  ref: ForwardedRef<PartElements[Tag]>,
): ReactElement {
  // The compiler does not see through the generic tag that all tags have these props.
  const { render, ...rest } = given as { readonly render?: RenderOverride<Tag> } & AnyProps;
  const props: Record<string, unknown> = { ...layOver(own, rest), ...dataAttributes(name, state) };
  if (ref !== null) props["ref"] = ref;
  if (render === undefined) return createElement(tag, props);
  // These are the tag's props, as composed above. A function may return any node; React accepts all of them.
  if (typeof render === "function") return render(props as unknown as RenderedProps<Tag>, state) as ReactElement;
  // React types an element's props as `unknown`; they are an object.
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

/** Merges props over others: class names are joined, styles merged, handlers chained; otherwise the upper one wins. */
function layOver(under: AnyProps, over: AnyProps): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = under[key];
    // The casts follow from the props' names: a part's props are typed as its element's.
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
