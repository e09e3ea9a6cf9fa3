import type { Words } from "../labels/Words";
import { readFailureAnnouncement } from "../watch/readFailureAnnouncement";
import type { JobRow } from "./JobRow";

/** A summary of all jobs of a table: “3 of 10 done, 1 failed”. */
export function tableSummary(rows: readonly JobRow[], words: Words): string {
  const ended = { success: 0, partial: 0, failure: 0, canceled: 0 };
  for (const { job } of rows) if (job?.outcome) ended[job.outcome] += 1;
  const parts = [words.text("doneOf", { done: ended.success + ended.partial, count: rows.length })];
  if (ended.failure > 0) parts.push(words.text("failedCount", { count: ended.failure }));
  if (ended.canceled > 0) parts.push(words.text("canceledCount", { count: ended.canceled }));
  return words.list(parts);
}

/** Why the table is empty, if no job of it could be read; else null. */
export function tableFailure(rows: readonly JobRow[], words: Words): string | null {
  if (rows.some(({ job }) => job !== undefined)) return null;
  const failed = rows.find(({ error }) => error !== null);
  return failed === undefined ? null : readFailureAnnouncement({ ...failed, value: undefined }, words);
}
