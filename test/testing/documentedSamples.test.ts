import { expect, test } from "vitest";
import { fixture } from "../fixtures/fixture";
import { ask, askJson, frozenSimulator, HOUR } from "./harness";

/** The names and types of all fields, nested ones too, in the order in which they are sent. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return Object.entries(value).map(([name, field]) => [name, shape(field)]);
}

test("a running job is answered in the documented shape, and at 42 % of its time with the documented values", async () => {
  const simulator = frozenSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 100_000, queuedMs: 0 });
  simulator.advance(42_000);
  const body = await askJson(simulator, `/v1/jobs/${jobId}`);
  expect(shape(body)).toEqual(shape(fixture("job-running")));
  expect(body).toEqual({ ...(fixture("job-running") as object), jobId });
});

test("a completed job is answered in the documented shape, after the documented time", async () => {
  const simulator = frozenSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
  simulator.advance(1 * HOUR);
  const body = await askJson(simulator, `/v1/jobs/${jobId}`);
  expect(shape(body)).toEqual(shape(fixture("job-completed")));
  const { stage, progress, startedAt, finishedAt } = fixture("job-completed") as Record<string, unknown>;
  expect(body).toMatchObject({ stage, progress, startedAt, finishedAt });
});

test("a failed job is answered in the documented shape, with the documented error", async () => {
  const simulator = frozenSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate", outcome: "failed", durationMs: 111_000 });
  simulator.advance(1 * HOUR);
  const body = await askJson(simulator, `/v1/jobs/${jobId}`);
  expect(shape(body)).toEqual(shape(fixture("job-failed")));
  expect(body).toEqual({ ...(fixture("job-failed") as object), jobId });
});

test("a lease request is answered in the documented shape before and after it was fulfilled in part", async () => {
  const simulator = frozenSimulator();
  const { requestId, projectId } = simulator.layers.requestLease({ outcome: "partial" });
  const path = `/v1/projects/${projectId}/leased-accounts/requests/${requestId}`;
  expect(shape(await askJson(simulator, path))).toEqual(shape(fixture("lease-requested")));
  simulator.advance(48 * HOUR);
  const body = await askJson(simulator, path);
  expect(shape(body)).toEqual(shape(fixture("lease-partial")));
  expect((body as { assignedSocialAccountIds: unknown[] }).assignedSocialAccountIds).toHaveLength(3);
});

test("a line that is being set up is answered in the documented shape", async () => {
  const simulator = frozenSimulator();
  const { lineRequestId } = simulator.tuco.createLine({
    firstName: "Support",
    lastName: "Email 2",
    channelType: "email",
  });
  simulator.tuco.pay(lineRequestId);
  const body = (await askJson(simulator, `/api/line-requests/${lineRequestId}`)) as { line: object };
  const sample = fixture("line-provisioning") as { line: object };
  expect(shape(body)).toEqual(shape(sample));
  expect(body).toEqual({ ...sample, line: { ...sample.line, _id: lineRequestId } });
});

test.each([
  ["job-not-found", "/v1/jobs/job_01HXA1NHKJZXPV8R7Q6WSM5BCD", 404, undefined],
  ["line-not-found", "/api/line-requests/6a09279daa903300e2530b0f", 404, undefined],
  ["line-invalid-id", "/api/line-requests/6a09279d", 400, undefined],
  ["line-unauthorized", "/api/line-requests/6a09279daa903300e2530b0f", 401, null],
])("the documented error %s is answered as it stands", async (name, path, status, key) => {
  const response = await ask(frozenSimulator(), path, key === undefined ? {} : { key });
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual(fixture(name));
});

test("ids look like the documented ones", () => {
  const simulator = frozenSimulator();
  const { jobId } = simulator.layers.startJob({ kind: "content_generate" });
  const { requestId, projectId, assignedSocialAccountIds } = simulator.layers.requestLease({ afterMs: 0 });
  simulator.advance(HOUR);
  const ulid = "[0-9A-HJKMNP-TV-Z]{26}";
  expect(jobId).toMatch(new RegExp(`^job_${ulid}$`));
  expect(requestId).toMatch(new RegExp(`^lreq_${ulid}$`));
  expect(projectId).toMatch(new RegExp(`^prj_${ulid}$`));
  expect(assignedSocialAccountIds).toHaveLength(5);
  expect(new Set(assignedSocialAccountIds).size).toBe(5);
  expect(assignedSocialAccountIds[0]).toMatch(new RegExp(`^sa_${ulid}$`));
  expect(simulator.tuco.createLine().lineRequestId).toMatch(/^[0-9a-f]{24}$/);
  expect(JSON.stringify(simulator.layers.getJob(jobId)?.result)).toMatch(new RegExp(`"cnt_${ulid}".*"asset_${ulid}"`));
});
