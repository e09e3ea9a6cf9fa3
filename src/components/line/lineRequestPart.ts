import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useLineRequestCard, type LineRequestState } from "./LineRequestContext";

/** Makes a part of `<LineRequestCard>`. Its `data-longrun` ends in `name`. */
export function lineRequestPart<Tag extends PartTag>(
  tag: Tag,
  part: string,
  useOwn: (shown: LineRequestState) => OwnProps,
  name: string = part.toLowerCase(),
): Part<PartProps<Tag>, Tag> {
  return definePart(useLineRequestCard, tag, `LineRequestCard.${part}`, `line-request-${name}`, useOwn);
}
