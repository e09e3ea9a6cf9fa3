const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * The visitor's first operations: a job about to complete, one about to fail, others in between, and a completed one.
 */
const JOBS = [
  { kind: "content_generate", durationMs: 75 * SECOND, startedAgoMs: 53 * SECOND },
  { kind: "project_ingest_github", durationMs: 5 * MINUTE, startedAgoMs: 130 * SECOND },
  { kind: "influencer_create", outcome: "failed", stopsAt: 0.71, durationMs: 100 * SECOND, startedAgoMs: 62 * SECOND },
  { kind: "content_clone_from_post", progress: "stairs", durationMs: 4 * MINUTE, startedAgoMs: 102 * SECOND },
  { kind: "appstore_ingest", progress: "absent", durationMs: 100 * SECOND, startedAgoMs: 12 * SECOND },
  { kind: "content_regenerate", durationMs: 205 * SECOND, startedAgoMs: 9 * MINUTE },
];

/** Starts all of them with `act`. @returns the operations to watch, in the order of the page */
export function firstBatch(act) {
  const jobs = JOBS.map((job) => ({ type: "job", jobId: act("startJob", job).jobId }));
  const { projectId, requestId } = act("requestLease", {
    count: 5,
    outcome: "partial",
    submittedAgoMs: 26 * HOUR,
    afterMs: 45 * HOUR,
  });
  const { lineRequestId } = act("createLine", {
    firstName: "Support",
    lastName: "Berlin",
    channelType: "phone",
    provisioningMs: 20 * SECOND,
  });
  return [...jobs, { type: "lease", projectId, requestId, count: 5 }, { type: "line", lineRequestId }];
}
