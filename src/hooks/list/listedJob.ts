import { jobOperation, type Job } from "../../providers/layers/job";
import { knownValue } from "../../operations/value/knownValue";
import type { WireJson } from "../../operations/WireJson";

/** One job of a list: its id, or the job itself, as a value or as the service's JSON. */
export type JobListItem = string | Job | WireJson;

export interface ListedJob {
  /** Empty for an item without an id. */
  readonly jobId: string;
  /** The job as the list has it; undefined where the list has only its id. */
  readonly known: Job | undefined;
}

const NO_ID: ListedJob = { jobId: "", known: undefined };

/**
 * The job of a list's item; null for null and undefined, which untyped code may pass. An invalid object with a readable
 * id counts as that id.
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
