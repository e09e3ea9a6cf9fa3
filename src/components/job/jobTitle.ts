import type { Job } from "../../providers/layers/job";
import type { Words } from "../labels/Words";

/** A job's kind, in words. */
export function jobTitle(job: Pick<Job, "kind"> | undefined, words: Words): string {
  // The parser's name for a missing kind is `unknown`.
  return job === undefined || job.kind === "unknown" ? words.text("job") : words.name("kind", job.kind);
}
