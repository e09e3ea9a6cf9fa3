import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useLeaseRequestCard, type LeaseRequestState } from "./LeaseRequestContext";

/** Makes a part of `<LeaseRequestCard>`. Its `data-longrun` ends in `name`. */
export function leaseRequestPart<Tag extends PartTag>(
  tag: Tag,
  part: string,
  useOwn: (shown: LeaseRequestState) => OwnProps,
  name: string = part.toLowerCase(),
): Part<PartProps<Tag>, Tag> {
  return definePart(useLeaseRequestCard, tag, `LeaseRequestCard.${part}`, `lease-request-${name}`, useOwn);
}
