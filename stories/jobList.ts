import { JOB_STAGES, type Job, type JobKind } from "longrun";
import { canceledJob, completedJob, failedJob, runningJob } from "./values";

const KINDS = Object.keys(JOB_STAGES) as JobKind[];

/** Makes `count` jobs of all kinds and outcomes, the same ones each time. */
export function jobList(count: number): Job[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = KINDS[(index * 7) % KINDS.length] as JobKind;
    const stages = JOB_STAGES[kind];
    const fields = { jobId: `job_01HXA1NHKJZXPV8R7Q6W${String(index).padStart(6, "0")}`, kind };
    const at = (index * 5) % stages.length;
    switch ((index * 3) % 10) {
      case 3:
        return failedJob({ ...fields, stage: stages[at], progress: at / stages.length });
      case 6:
      case 9:
      case 2:
        return completedJob({
          ...fields,
          finishedAt: new Date(Date.parse("2026-04-18T19:21:00Z") + index * 1_700).toISOString(),
          result: null,
        });
      case 8:
        return canceledJob({ ...fields, stage: stages[at], progress: at / stages.length });
      default:
        return runningJob({
          ...fields,
          stage: stages[at],
          progress: ((at + 0.4) / stages.length) * 1,
          startedAt: new Date(Date.now() - 20_000 - index * 3_100).toISOString(),
        });
    }
  });
}
