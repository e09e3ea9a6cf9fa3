import { jobOperation, leaseRequestOperation, lineRequestOperation } from "longrun";
import { describe, expect, test } from "vitest";
import {
  ACTIONS,
  actOnLineRequestAction,
  cancelJobAction,
  createLineRequestAction,
  OPERATIONS,
  requestLeaseAction,
} from "../../src/providers/actions";
import type { Action } from "../../src/operations/Operation";

const LEASE = {
  count: 5,
  niche: { vertical: "coffee", audience: "students", language: "en-US", geo: ["US"] },
  target: { platform: "tiktok" },
  note: "soon",
  requestId: "lreq_1",
  projectId: "prj_1",
};
const LINE = {
  firstName: "Support",
  lastName: "Line",
  channelType: "phone",
  lineType: "purchased",
  email: "a@b.example",
  phone: "+15550100",
  zipcode: "94103",
  state: "CA",
  forwardCallsTo: "+15550101",
  profileImageUrl: "https://x.example/a.png",
  idempotencyKey: "k",
};

/** What would be sent; null when nothing may be. */
function sent(action: Action, body: unknown): unknown {
  const result = action.input?.["~standard"].validate(body);
  if (result === undefined) throw new Error("It takes nothing.");
  if (result instanceof Promise) throw new Error("It validates asynchronously.");
  return result.issues ? null : result.value;
}

test("the calls that exist are the documented ones and no others", () => {
  expect(
    ACTIONS.map(({ operation, name, path, params, creates }) => ({
      operation: operation.name,
      name,
      path,
      params,
      creates,
    })),
  ).toEqual([
    { operation: "layers.job", name: "cancel", path: "/v1/jobs/:jobId/cancel", params: ["jobId"], creates: false },
    {
      operation: "layers.lease-request",
      name: "request",
      path: "/v1/projects/:projectId/leased-accounts/request",
      params: ["projectId"],
      creates: true,
    },
    { operation: "tuco.line-request", name: "create", path: "/api/line-requests", params: [], creates: true },
    {
      operation: "tuco.line-request",
      name: "act",
      path: "/api/line-requests/:lineRequestId",
      params: ["lineRequestId"],
      creates: false,
    },
  ]);
  expect(OPERATIONS).toEqual([jobOperation, leaseRequestOperation, lineRequestOperation]);
  expect(ACTIONS.every((action) => Object.isFrozen(action) && Object.isFrozen(action.params))).toBe(true);
});

test.each([undefined, null, "", "{}", [], {}, { force: true }])(
  "a job is canceled without a body, whatever was given (%j)",
  (body) => {
    expect(sent(cancelJobAction, body)).toEqual({});
  },
);

describe("asking for leased accounts", () => {
  test("sends the documented fields as they are, and no other", () => {
    expect(sent(requestLeaseAction, LEASE)).toEqual(LEASE);
    expect(sent(requestLeaseAction, { ...LEASE, admin: true, niche: { ...LEASE.niche, admin: true } })).toEqual(LEASE);
    expect(
      sent(
        requestLeaseAction,
        JSON.parse('{"count":1,"niche":{"vertical":"x","__proto__":{"a":1}},"__proto__":{"a":1}}'),
      ),
    ).toEqual({ count: 1, niche: { vertical: "x" } });
  });

  test("needs only a count and a vertical", () => {
    expect(sent(requestLeaseAction, { count: 1, niche: { vertical: "coffee" } })).toEqual({
      count: 1,
      niche: { vertical: "coffee" },
    });
  });

  test.each([1, 50])("asks for %j accounts", (count) => {
    expect(sent(requestLeaseAction, { ...LEASE, count })).toMatchObject({ count });
  });

  test.each([0, 51, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null, undefined])(
    "does not ask for %j accounts",
    (count) => {
      expect(sent(requestLeaseAction, { ...LEASE, count })).toBeNull();
    },
  );

  test("takes a note of 2,000 characters and not of one more", () => {
    expect(sent(requestLeaseAction, { ...LEASE, note: "x".repeat(2_000) })).not.toBeNull();
    expect(sent(requestLeaseAction, { ...LEASE, note: "x".repeat(2_001) })).toBeNull();
  });

  test.each([
    { niche: {} },
    { niche: { vertical: "" } },
    { niche: null },
    { niche: { vertical: "x", geo: "US" } },
    { note: 5 },
    { requestId: {} },
    { projectId: 5 },
  ])("refuses %j", (change) => {
    expect(sent(requestLeaseAction, { ...LEASE, ...change })).toBeNull();
  });
});

describe("asking for a line", () => {
  test("sends the documented fields as they are, and no other", () => {
    expect(sent(createLineRequestAction, LINE)).toEqual(LINE);
    expect(sent(createLineRequestAction, { ...LINE, paid: true })).toEqual(LINE);
  });

  test("needs only a name and a channel", () => {
    const least = { firstName: "A", lastName: "B", channelType: "email" };
    expect(sent(createLineRequestAction, least)).toEqual(least);
  });

  test.each([
    { channelType: "fax" },
    { channelType: undefined },
    { lineType: "stolen" },
    { firstName: null },
    { email: 5 },
  ])("refuses %j", (change) => {
    expect(sent(createLineRequestAction, { ...LINE, ...change })).toBeNull();
  });
});

describe("acting on a line request", () => {
  test.each(["payment_link", "cancel"])("may be %s, and says nothing else", (action) => {
    expect(sent(actOnLineRequestAction, { action, admin: true })).toEqual({ action });
  });

  test.each([{}, { action: "delete" }, { action: "constructor" }, { action: ["cancel"] }, null, "cancel"])(
    "may not be %j",
    (body) => {
      expect(sent(actOnLineRequestAction, body)).toBeNull();
    },
  );
});
