import type { Job } from "../../providers/layers/job";

/** How long a job has taken so far, or took, in ms; null where its dates don't tell. */
export function jobDuration(job: Pick<Job, "startedAt" | "finishedAt" | "isTerminal">, nowMs: number): number | null {
  const fromMs = Date.parse(job.startedAt ?? "");
  const toMs = job.isTerminal ? Date.parse(job.finishedAt ?? "") : nowMs;
  // The server's clock and the page's differ: a job that began "in a minute" began now.
  return Number.isNaN(fromMs) || Number.isNaN(toMs) ? null : Math.max(0, toMs - fromMs);
}
