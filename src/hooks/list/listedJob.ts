import { jobOperation, type Job } from "../../providers/layers/job";
import { knownValue } from "../../operations/knownValue";
import type { WireJson } from "../../operations/WireJson";

/** One job of a list: its id, or the job itself, as a value or as the service's JSON. */
export type JobListItem = string | Job | WireJson;

export interface ListedJob {
  /** Empty where it has none. */
  readonly jobId: string;
  /** What the list says of it; undefined where it says the id alone. */
  readonly known: Job | undefined;
}

const NO_ID: ListedJob = { jobId: "", known: undefined };

/**
 * What an item of a list stands for; null for null and undefined, which come from code without types. An object that
 * can't be read may still say which job it is: that one is asked about.
 */
export function listedJob(item: JobListItem | null | undefined): ListedJob | null {
  if (item == null) return null;
  if (typeof item === "string") return { jobId: item, known: undefined };
  const { value } = knownValue(jobOperation, item);
  return value ? { jobId: value.jobId, known: value } : idAlone(item);
}

function idAlone(item: { readonly jobId?: unknown }): ListedJob {
  try {
    return typeof item.jobId === "string" ? { jobId: item.jobId, known: undefined } : NO_ID;
  } catch {
    return NO_ID;
  }
}
