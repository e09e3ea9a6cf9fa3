import { forwardRef } from "react";
import type { Part, PartElements, PartProps, PartState, PartTag } from "./Part";
import { renderPart } from "./renderPart";

/** A part's own props and children; null when it has nothing to show. */
export type OwnProps = Readonly<Record<string, unknown>> | null;

/**
 * Makes a part that shows state derived by its root.
 *
 * @param useShown The hook that returns the root's state.
 * @param part The part's name in React's tools and in errors, such as `JobProgress.Bar`.
 * @param name The part's `data-longrun`.
 */
export function definePart<Shown extends { readonly state: PartState }, Tag extends PartTag>(
  useShown: (part: string) => Shown,
  tag: Tag,
  part: string,
  name: string,
  useOwn: (shown: Shown) => OwnProps,
): Part<PartProps<Tag>, Tag> {
  const component = forwardRef<PartElements[Tag], PartProps<Tag>>(function LongrunPart(props, ref) {
    const shown = useShown(part);
    const own = useOwn(shown);
    // forwardRef's props are without a ref, as PartProps are; TypeScript does not see it through the generic.
    return own && renderPart(tag, name, shown.state, own, props as unknown as PartProps<Tag>, ref);
  });
  component.displayName = part;
  // forwardRef returns such a part, but its type says so only for a known tag.
  return component as unknown as Part<PartProps<Tag>, Tag>;
}
