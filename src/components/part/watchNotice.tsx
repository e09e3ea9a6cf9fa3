import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import type { Watched } from "../watch/Watched";
import { Icon } from "./Icon";

/** What to say about the watch while the value stands: reads fail for now, the network is gone, or nothing has changed for long. Null when all is well. */
export function watchNotice({ watch, error }: Watched<unknown>, isStalled: boolean, words: Words): ReactElement | null {
  if (watch === "paused") return notice("offline", words.text("offline"));
  if (watch === "retrying" && error) return notice("warning", `${words.error(error)} ${words.text("tryingAgain")}`);
  if (isStalled) return notice("waiting", words.text("stalled"));
  return null;
}

function notice(icon: "offline" | "warning" | "waiting", text: string): ReactElement {
  return (
    <>
      <Icon name={icon} />
      <span>{text}</span>
    </>
  );
}
