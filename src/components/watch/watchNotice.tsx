import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import type { Watched } from "./Watched";
import { iconAndText } from "../part/iconAndText";

/**
 * The notice beside a value: the page is offline, reads fail and are retried, or nothing has changed for long. Null
 * when all is well.
 */
export function watchNotice({ watch, error }: Watched<unknown>, isStalled: boolean, words: Words): ReactElement | null {
  if (watch === "paused") return iconAndText(words, "offline", words.text("offline"));
  if (watch === "retrying" && error)
    return iconAndText(words, "warning", `${words.error(error)} ${words.text("tryingAgain")}`);
  if (isStalled) return iconAndText(words, "waiting", words.text("stalled"), "stalled");
  return null;
}
