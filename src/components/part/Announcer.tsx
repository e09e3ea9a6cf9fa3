import type { ReactElement } from "react";
import { hiddenText } from "./hiddenText";
import { useAnnouncement } from "./useAnnouncement";

export interface AnnouncerProps {
  /** The text to announce when it changes; the first one is not announced. */
  readonly message: string;
  /** Announced in its place, also if it is the first: why reading fails. Null while reads work. */
  readonly failure: string | null;
}

/**
 * Announces `message` to screen readers when it changes, politely and not too often. Every root contains one, so that
 * recomposed parts are announced too.
 */
export function Announcer({ message, failure }: AnnouncerProps): ReactElement {
  return (
    <span role="status" data-longrun="announcer" style={hiddenText}>
      {useAnnouncement(failure ?? message, failure !== null)}
    </span>
  );
}
