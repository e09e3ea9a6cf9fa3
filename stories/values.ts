import type { Job, LeaseRequest, LineRequest } from "longrun";

// Values as the hooks return them, for stories that show a value without watching it.

export const JOB_ID = "job_01HXA1NHKJZXPV8R7Q6WSM5BCD";
export const LEASE_PARAMS = { projectId: "prj_01HX9Y7K8M2P4RSTUV56789AB", requestId: "lreq_01HXZR7K8M2P4RSTUV56789AB" };
export const LINE_ID = "6a09279daa903300e2530b0f";

/** The wire time of `ms` ago. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

const running = { status: "running", rawStatus: "running", outcome: null, isTerminal: false } as const;

export function runningJob(fields: Partial<Job> = {}): Job {
  return {
    jobId: JOB_ID,
    kind: "content_generate",
    ...running,
    stage: "generating_visuals",
    progress: 0.42,
    startedAt: ago(96_000),
    ...fields,
  } as Job;
}

export function completedJob(fields: Partial<Job> = {}): Job {
  const result = {
    contentContainerIds: ["cnt_01HXAJK"],
    mediaAssets: [{ assetId: "asset_01HXAJ", kind: "video", durationMs: 14_800 }],
  };
  const ended = { status: "completed", rawStatus: "completed", outcome: "success", isTerminal: true } as const;
  return {
    ...runningJob(),
    ...ended,
    stage: "finalizing",
    progress: 1,
    startedAt: "2026-04-18T19:20:11Z",
    finishedAt: "2026-04-18T19:23:47Z",
    result,
    ...fields,
  } as Job;
}

export function failedJob(fields: Partial<Job> = {}): Job {
  const error = {
    code: "MODERATION_BLOCKED",
    message: "Safety check rejected the generated caption.",
    data: { flag: "violence", retryAfterMs: null },
  };
  const ended = { status: "failed", rawStatus: "failed", outcome: "failure", isTerminal: true } as const;
  return {
    ...runningJob(),
    ...ended,
    startedAt: "2026-04-18T19:20:11Z",
    finishedAt: "2026-04-18T19:22:02Z",
    error,
    ...fields,
  } as Job;
}

export function canceledJob(fields: Partial<Job> = {}): Job {
  const ended = { status: "canceled", rawStatus: "canceled", outcome: "canceled", isTerminal: true } as const;
  return {
    ...runningJob(),
    ...ended,
    startedAt: "2026-04-18T19:20:11Z",
    finishedAt: "2026-04-18T19:21:20Z",
    ...fields,
  } as Job;
}

export function unknownJob(fields: Partial<Job> = {}): Job {
  return {
    ...runningJob(),
    status: "unknown",
    rawStatus: "waiting_for_review",
    kind: "podcast_generate",
    stage: "mixing_voices",
    ...fields,
  } as Job;
}

export function leaseRequest(fields: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    ...LEASE_PARAMS,
    status: "requested",
    rawStatus: "requested",
    outcome: null,
    isTerminal: false,
    progress: null,
    submittedAt: "2026-04-18T19:24:11Z",
    assignedAt: null,
    assignedSocialAccountIds: [],
    note: null,
    ...fields,
  } as LeaseRequest;
}

export function partialLease(fields: Partial<LeaseRequest> = {}): LeaseRequest {
  return leaseRequest({
    status: "partial",
    rawStatus: "partial",
    outcome: "partial",
    isTerminal: true,
    assignedAt: "2026-04-20T16:12:02Z",
    assignedSocialAccountIds: [
      "sa_01HXZS8N3C5R6STUV7WXYZ9AB",
      "sa_01HXZS8N3C5R6STUV7WXYZ9AC",
      "sa_01HXZS8N3C5R6STUV7WXYZ9AD",
    ],
    note: "Assigned 3 of 5 requested — the coffee/US pool is running thin. Will top up next week; open a follow-up request if you need the other 2 sooner.",
    ...fields,
  } as Partial<LeaseRequest>);
}

export function lineRequest(fields: Partial<LineRequest> = {}): LineRequest {
  return {
    success: true,
    status: "awaiting_payment",
    rawStatus: "awaiting_payment",
    outcome: null,
    isTerminal: false,
    progress: null,
    paymentStatus: "unpaid",
    paymentRequired: true,
    paymentUrl: "https://invoice.stripe.com/i/acct_1/test_1",
    line: { _id: LINE_ID, firstName: "Support", lastName: "Email 2", channelType: "email", lineType: "purchased" },
    ...fields,
  } as LineRequest;
}
