import { describe, expect, test } from "vitest";
import { ask, askJson, frozenSimulator, HOUR } from "./harness";

describe("a lease request", () => {
  test("is fulfilled after two days of simulated time", async () => {
    const simulator = frozenSimulator();
    const { requestId, projectId } = simulator.layers.requestLease({ count: 2 });
    simulator.advance(44 * HOUR);
    expect(simulator.layers.getLease(requestId)?.status).toBe("requested");
    simulator.advance(1 * HOUR);
    expect(await askJson(simulator, `/v1/projects/${projectId}/leased-accounts/requests/${requestId}`)).toEqual({
      requestId,
      projectId,
      status: "assigned",
      submittedAt: "2026-04-18T19:20:11Z",
      assignedAt: "2026-04-20T16:20:11Z",
      assignedSocialAccountIds: [expect.stringMatching(/^sa_/), expect.stringMatching(/^sa_/)],
      note: null,
    });
  });

  test("that is rejected has nobody assigned and says why", () => {
    const simulator = frozenSimulator();
    const { requestId } = simulator.layers.requestLease({
      outcome: "rejected",
      afterMs: 0,
      note: "No pool for chess.",
    });
    expect(simulator.layers.getLease(requestId)).toMatchObject({
      status: "rejected",
      assignedAt: null,
      assignedSocialAccountIds: [],
      note: "No pool for chess.",
    });
  });

  test("that is fulfilled in part says how far", () => {
    const simulator = frozenSimulator();
    const lease = simulator.layers.requestLease({ count: 10, outcome: "partial", assigned: 4, afterMs: 0 });
    expect(lease).toMatchObject({ status: "partial", note: expect.stringMatching(/^Assigned 4 of 10 requested/) });
    expect(lease.assignedSocialAccountIds).toHaveLength(4);
  });

  test("can be settled by hand, once", () => {
    const simulator = frozenSimulator();
    const { requestId } = simulator.layers.requestLease({ afterMs: Infinity });
    simulator.advance(1_000 * HOUR);
    expect(simulator.layers.getLease(requestId)?.status).toBe("requested");
    expect(simulator.layers.settleLease(requestId, { outcome: "partial", assigned: 1 })).toMatchObject({
      status: "partial",
    });
    expect(() => simulator.layers.settleLease(requestId, { outcome: "assigned" })).toThrow(/an end is for good/);
    expect(simulator.layers.leases()).toHaveLength(1);
  });

  test("is not found in another project", async () => {
    const simulator = frozenSimulator();
    const { requestId, projectId } = simulator.layers.requestLease({ projectId: "prj_mine" });
    expect(projectId).toBe("prj_mine");
    const other = await ask(simulator, `/v1/projects/prj_theirs/leased-accounts/requests/${requestId}`);
    expect([other.status, await other.json()]).toEqual([
      404,
      { error: { code: "NOT_FOUND", message: "Unknown requestId." } },
    ]);
  });

  test("can be patched on the wire, to a status that is only announced", async () => {
    const simulator = frozenSimulator();
    const { requestId, projectId } = simulator.layers.requestLease({
      patch: (wire) => ({ ...wire, status: "in_review" }),
    });
    expect(await askJson(simulator, `/v1/projects/${projectId}/leased-accounts/requests/${requestId}`)).toMatchObject({
      status: "in_review",
    });
  });

  test.each([
    [{ count: 0 }, "count"],
    [{ count: 51 }, "count"],
    [{ count: 1.5 }, "count"],
    [{ outcome: "requested" }, "outcome"],
    [{ outcome: "partial", count: 1 }, "assigned"],
    [{ outcome: "partial", count: 5, assigned: 5 }, "assigned"],
    [{ afterMs: -1 }, "afterMs"],
    [{ submittedAgoMs: -1 }, "submittedAgoMs"],
    [{ projectId: "../whoami" }, "projectId"],
  ])("can't be made of %j", (options, named) => {
    expect(() => frozenSimulator().layers.requestLease(options as never)).toThrow(
      new RegExp(`^requestLease\\(\\{ ${named} \\}\\)`),
    );
  });
});

describe("a lease request over HTTP", () => {
  const path = "/v1/projects/prj_1/leased-accounts/request";
  const body = { projectId: "prj_1", count: 5, niche: { vertical: "coffee", geo: ["US"] } };

  test("is accepted and then found", async () => {
    const simulator = frozenSimulator();
    const answer = await ask(simulator, path, { body });
    expect(answer.status).toBe(202);
    const lease = (await answer.json()) as { requestId: string };
    expect(lease).toMatchObject({ projectId: "prj_1", status: "requested", assignedSocialAccountIds: [] });
    expect(simulator.layers.getLease(lease.requestId)).toEqual(lease);
  });

  test("goes as planned", async () => {
    const simulator = frozenSimulator();
    simulator.layers.leasePlan = { outcome: "partial", afterMs: 1_000 };
    const { requestId } = (await askJson(simulator, path, { body })) as { requestId: string };
    const { requestId: single } = (await askJson(simulator, path, { body: { ...body, count: 1 } })) as {
      requestId: string;
    };
    simulator.advance(1_000);
    expect(simulator.layers.getLease(requestId)).toMatchObject({ status: "partial" });
    expect(simulator.layers.getLease(single)).toMatchObject({ status: "assigned" });
  });

  test.each([
    ["no JSON", "{"],
    ["an array", []],
    ["no niche", { count: 5 }],
    ["too many", { ...body, count: 51 }],
    ["half an account", { ...body, count: 0.5 }],
    ["a long note", { ...body, note: "x".repeat(2_001) }],
    ["another project", { ...body, projectId: "prj_2" }],
  ])("with %s is refused", async (_what, wrong) => {
    const simulator = frozenSimulator();
    const answer = await ask(simulator, path, { body: wrong });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { code: "INVALID_REQUEST", requestId: expect.stringMatching(/^req_/) },
    });
    expect(simulator.layers.leases()).toEqual([]);
  });

  test("is made once for one Idempotency-Key, and anew after a day", async () => {
    const simulator = frozenSimulator();
    const asked = { body, headers: { "idempotency-key": "4e3c4b1e-5e0b-4c51-8f4e-0d5a3c1b2a10" } };
    const first = await askJson(simulator, path, asked);
    simulator.advance(23 * HOUR);
    expect(await askJson(simulator, path, asked)).toEqual(first);
    expect(simulator.layers.leases()).toHaveLength(1);
    simulator.advance(1 * HOUR);
    expect(await askJson(simulator, path, asked)).not.toEqual(first);
  });

  test("with a used Idempotency-Key and another body is a conflict; under another key or project it is not", async () => {
    const simulator = frozenSimulator();
    const headers = { "idempotency-key": "one" };
    await ask(simulator, path, { body, headers });
    const conflict = await ask(simulator, path, { body: { ...body, count: 6 }, headers });
    expect([conflict.status, await conflict.json()]).toMatchObject([409, { error: { code: "IDEMPOTENCY_CONFLICT" } }]);
    expect(
      (await ask(simulator, path, { body: { ...body, count: 6 }, headers, key: simulator.layers.addKey() })).status,
    ).toBe(202);
    expect(
      (
        await ask(simulator, "/v1/projects/prj_2/leased-accounts/request", {
          body: { ...body, projectId: "prj_2" },
          headers,
        })
      ).status,
    ).toBe(202);
  });

  test("that was refused may be corrected under the same Idempotency-Key", async () => {
    const simulator = frozenSimulator();
    const headers = { "idempotency-key": "one" };
    expect((await ask(simulator, path, { body: { ...body, count: 99 }, headers })).status).toBe(400);
    expect((await ask(simulator, path, { body, headers })).status).toBe(202);
  });
});
