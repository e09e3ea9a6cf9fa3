import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useLeaseRequestCard, type LeaseRequestState } from "./LeaseRequestContext";

/** Makes a part of `<LeaseRequestCard>`. */
export function leaseRequestPart<Tag extends PartTag>(tag: Tag, part: string, name: string, useOwn: (shown: LeaseRequestState) => OwnProps): Part<PartProps<Tag>, Tag> {
  return definePart(useLeaseRequestCard, tag, `LeaseRequestCard.${part}`, `lease-request-${name}`, useOwn);
}
