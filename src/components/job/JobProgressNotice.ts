import type { Part, PartProps } from "../part/Part";
import { watchNotice } from "../watch/watchNotice";
import { jobProgressPart } from "./jobProgressPart";

/**
 * That reads fail for now and are tried again, that the page is offline, or that the job takes longer than usual.
 * Renders a `<div>` element, or nothing.
 */
export const JobProgressNotice: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Notice",
  ({ watched, state, words }) => {
    const children = watchNotice(watched, state.isStalled === true, words);
    return children && { children };
  },
);
