import { statusContent } from "../badge/StatusBadge";
import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** The job's status as an icon and a word. Renders a `<span>` element. */
export const JobProgressStatus: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Status",
  ({ job, words }) => (job ? { children: statusContent(job, words) } : null),
  "badge",
);
