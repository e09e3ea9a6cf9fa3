import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** Holds times and actions side by side. Renders a `<div>` element; nothing while there is no job to show. */
export const JobProgressFooter: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Footer",
  ({ job }) => (job ? {} : null),
);
