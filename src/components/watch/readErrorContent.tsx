import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import type { Watched } from "./Watched";
import { CopyableId } from "../part/CopyableId";
import { Icon } from "../part/Icon";

/** Why reading has stopped, with a button that tries again; null while the watch goes on. */
export function readErrorContent({ watch, error, retry }: Watched<unknown>, words: Words): ReactElement | null {
  if (watch !== "stopped" || error === null) return null;
  return (
    <>
      <Icon name="warning" words={words} />
      <span data-longrun="error-text">
        <span>{words.error(error)}</span>
        {error.requestId && <CopyableId label={words.text("requestId")} value={error.requestId} words={words} />}
      </span>
      {retry && (
        <button type="button" data-longrun="button" onClick={retry}>
          {words.text("tryAgain")}
        </button>
      )}
    </>
  );
}
