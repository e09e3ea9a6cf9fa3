import { forwardRef } from "react";
import type { Part, PartElements, PartProps, PartState, PartTag } from "./Part";
import { renderPart } from "./renderPart";

/** What a part makes of itself: its props and children; null when it has nothing to show. */
export type OwnProps = Readonly<Record<string, unknown>> | null;

/**
 * Makes a part that reads what its root derived, and nothing else.
 *
 * @param useShown Gives what the root derived.
 * @param part Its name in React's tools and in errors, such as `JobProgress.Bar`.
 * @param name Its `data-longrun`.
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
  // What forwardRef makes is that part; its own type says so only for a tag that is known.
  return component as unknown as Part<PartProps<Tag>, Tag>;
}
