import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";
import { StageItems } from "./StageItems";

/** The stages of the job's kind, and where each stands. Renders an `<ol>` element; nothing for a job without stages. */
export const JobProgressStages: Part<PartProps<"ol">, "ol"> = /* @__PURE__ */ jobProgressPart(
  "ol",
  "Stages",
  ({ stages, words }) => (stages.length === 0 ? null : { children: <StageItems stages={stages} words={words} /> }),
);
