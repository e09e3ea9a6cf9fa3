import type { ReactElement } from "react";
import { hiddenText } from "./hiddenText";
import { useAnnouncement } from "./useAnnouncement";

/** Says `message` to screen readers when it changes, politely and not too often. Stands in every root, so that recomposing loses nothing. */
export function Announcer({ message }: { readonly message: string }): ReactElement {
  return (
    <span role="status" data-longrun="announcer" style={hiddenText}>
      {useAnnouncement(message)}
    </span>
  );
}
