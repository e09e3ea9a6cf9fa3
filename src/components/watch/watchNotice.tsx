import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import type { Watched } from "./Watched";
import { iconAndText } from "../part/iconAndText";

/**
 * What to say about the watch while the value stands: reads fail for now, the network is gone, or nothing has changed
 * for long. Null when all is well.
 */
export function watchNotice({ watch, error }: Watched<unknown>, isStalled: boolean, words: Words): ReactElement | null {
  if (watch === "paused") return iconAndText(words, "offline", words.text("offline"));
  if (watch === "retrying" && error)
    return iconAndText(words, "warning", `${words.error(error)} ${words.text("tryingAgain")}`);
  if (isStalled) return iconAndText(words, "waiting", words.text("stalled"), "stalled");
  return null;
}
