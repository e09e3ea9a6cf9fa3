import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useLineRequestCard, type LineRequestState } from "./LineRequestContext";

/** Makes a part of `<LineRequestCard>`. */
export function lineRequestPart<Tag extends PartTag>(tag: Tag, part: string, name: string, useOwn: (shown: LineRequestState) => OwnProps): Part<PartProps<Tag>, Tag> {
  return definePart(useLineRequestCard, tag, `LineRequestCard.${part}`, `line-request-${name}`, useOwn);
}
