import type { ReactElement } from "react";
import { hiddenText } from "./hiddenText";
import { useAnnouncement } from "./useAnnouncement";

export interface AnnouncerProps {
  /** What stands on the page; what of it is there first is not said. */
  readonly message: string;
  /** Said instead, and at once: why it can't be read. Null while it can. */
  readonly failure: string | null;
}

/**
 * Says `message` to screen readers when it changes, politely and not too often. Stands in every root, so that
 * recomposing loses nothing.
 */
export function Announcer({ message, failure }: AnnouncerProps): ReactElement {
  return (
    <span role="status" data-longrun="announcer" style={hiddenText}>
      {useAnnouncement(failure ?? message, failure !== null)}
    </span>
  );
}
