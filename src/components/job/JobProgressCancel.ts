import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** Cancels the job; stands as long as that can be asked. Renders a `<button>` element, or nothing. */
export const JobProgressCancel: Part<PartProps<"button">, "button"> = /* @__PURE__ */ jobProgressPart(
  "button",
  "Cancel",
  ({ job, cancel, words }) => {
    if (!job || job.isTerminal || !cancel) return null;
    const isBusy = cancel.phase === "pending" || cancel.phase === "accepted";
    return {
      type: "button",
      // Not `disabled`: that would throw the keyboard's focus away.
      "aria-disabled": isBusy ? true : undefined,
      onClick: isBusy ? undefined : cancel.cancel,
      children: words.text(isBusy ? "canceling" : "cancel"),
    };
  },
  "cancel-button",
);
