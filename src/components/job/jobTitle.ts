import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";

/** What a job does, in words. */
export function jobTitle(job: Pick<Job, "kind"> | undefined, words: Words): string {
  // The parser calls a kind that is missing so.
  return job === undefined || job.kind === "unknown" ? words.text("job") : words.name("kind", job.kind);
}
