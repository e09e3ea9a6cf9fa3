import type { Part, PartProps } from "../part/Part";
import { readError } from "../watch/readError";
import { jobProgressPart } from "./jobProgressPart";

/**
 * Why the job can't be read any more, with a button that tries again. Says nothing of the job itself. Renders a `<div>`
 * element, or nothing.
 */
export const JobProgressError: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Error",
  ({ watched, words }) => {
    const children = readError(watched, words);
    return children && { children };
  },
);
