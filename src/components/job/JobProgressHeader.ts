import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** Holds the title and the status side by side. Renders a `<div>` element. */
export const JobProgressHeader: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Header",
  () => ({}),
);
