import { forwardRef, type ReactNode } from "react";
import type { Job } from "../../providers/layers/job";
import type { Part, PartProps } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { useJobProgress } from "./JobProgressContext";

/**
 * Draws the result of a completed job.
 *
 * @param job The completed job. `job.result` is what the provider sent; its shape depends on `job.kind`.
 */
export type RenderResult = (job: Job) => ReactNode;

export interface JobProgressResultProps extends Omit<PartProps<"div">, "children"> {
  /** Called once the job has completed. */
  readonly children?: RenderResult | undefined;
}

/** The job's result, drawn by its child. Renders a `<div>` element once the job has completed, nothing until then. */
export const JobProgressResult: Part<JobProgressResultProps, "div"> = /* @__PURE__ */ forwardRef<
  HTMLDivElement,
  JobProgressResultProps
>(function JobProgressResult({ children, ...props }, ref) {
  const { job, state } = useJobProgress("JobProgress.Result");
  if (job?.outcome !== "success" || children === undefined) return null;
  return renderPart("div", "job-progress-result", state, { children: children(job) }, props, ref);
});
