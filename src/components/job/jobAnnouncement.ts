import type { JobProgressState } from "./JobProgressContext";

/** The text to announce to screen readers when it changes: the end, the outcome of canceling, or the stage. */
export function jobAnnouncement({ job, words, cancel, title, stageLabel }: Omit<JobProgressState, "state">): string {
  if (job?.isTerminal) return words.text("ended", { kind: title, status: words.name("status", job.rawStatus) });
  if (cancel?.phase === "accepted") return words.text("canceling");
  if (cancel?.phase === "refused") return words.text("cancelRefused");
  if (cancel?.phase === "failed") return words.text("cancelFailed");
  return stageLabel ?? "";
}
