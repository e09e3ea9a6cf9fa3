import type { JobProgressState } from "./JobProgressContext";

/** What a screen reader should hear when it changes: the end, why nothing is known any more, what came of canceling, or the stage. */
export function jobAnnouncement({ job, watched, words, cancel, title, stageLabel }: Omit<JobProgressState, "state">): string {
  if (job?.isTerminal) return words.text("ended", { kind: title, status: words.name("status", job.rawStatus) });
  if (watched.watch === "stopped" && watched.error) return words.error(watched.error);
  if (cancel?.phase === "accepted") return words.text("canceling");
  if (cancel?.phase === "refused") return words.text("cancelRefused");
  if (cancel?.phase === "failed") return words.text("cancelFailed");
  return stageLabel ?? "";
}
