import type { Part, PartProps } from "../part/Part";
import { JobProgressCancel } from "./JobProgressCancel";
import { jobProgressPart } from "./jobProgressPart";

/**
 * What can be done about the job, and what came of it: the button that cancels, and “This stage can’t be canceled.”
 * Renders a `<div>` element, or nothing.
 */
export const JobProgressActions: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Actions",
  ({ job, cancel, words }) => {
    if (!job || job.isTerminal || !cancel) return null;
    const refusal =
      cancel.phase === "refused"
        ? words.text("cancelRefused")
        : cancel.phase === "failed"
          ? words.text("cancelFailed")
          : null;
    return {
      children: (
        <>
          {refusal && <span data-longrun="refusal">{refusal}</span>}
          <JobProgressCancel />
        </>
      ),
    };
  },
);
