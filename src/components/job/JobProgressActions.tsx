import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/**
 * Holds the cancel button, and says why a cancellation was refused or failed: “This stage can’t be canceled.” Renders a
 * `<div>` element, or nothing.
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

/** Cancels the job; shown while the job can be canceled from here. Renders a `<button>` element, or nothing. */
export const JobProgressCancel: Part<PartProps<"button">, "button"> = /* @__PURE__ */ jobProgressPart(
  "button",
  "Cancel",
  ({ job, cancel, words }) => {
    if (!job || job.isTerminal || !cancel) return null;
    const isBusy = cancel.phase === "pending" || cancel.phase === "accepted";
    return {
      type: "button",
      // Not `disabled`: a disabled button loses the keyboard's focus.
      "aria-disabled": isBusy ? true : undefined,
      onClick: isBusy ? undefined : cancel.cancel,
      children: words.text(isBusy ? "canceling" : "cancel"),
    };
  },
  "cancel-button",
);
