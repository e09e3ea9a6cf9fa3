import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** Holds the bar and its percentage side by side. Renders a `<div>` element; nothing while there is no job to show. */
export const JobProgressTrack: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Track",
  ({ state }) => (state.phase === "empty" || state.phase === "failed" ? null : {}),
);
