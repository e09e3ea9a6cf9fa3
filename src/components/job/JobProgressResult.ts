import { forwardRef, type ReactNode } from "react";
import type { Job } from "../../providers/layers/job";
import type { Part, PartProps } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { useJobProgress } from "./JobProgressContext";

/**
 * Draws what a completed job resulted in.
 *
 * @param job The job as it ended: `job.result` is what the provider sent, and `job.kind` tells which result that is.
 */
export type RenderResult = (job: Job) => ReactNode;

export interface JobProgressResultProps extends Omit<PartProps<"div">, "children"> {
  /** Called once the job has completed. */
  readonly children?: RenderResult | undefined;
}

/**
 * What the job resulted in, as its child draws it. Renders a `<div>` element once the job has completed, until then
 * nothing.
 */
export const JobProgressResult: Part<JobProgressResultProps, "div"> = /* @__PURE__ */ forwardRef<
  HTMLDivElement,
  JobProgressResultProps
>(function JobProgressResult({ children, ...props }, ref) {
  const { job, state } = useJobProgress("JobProgress.Result");
  if (job?.outcome !== "success" || children === undefined) return null;
  return renderPart("div", "job-progress-result", state, { children: children(job) }, props, ref);
});
