// useCreateLineRequest and useLineRequestAction: Tuco's documented answers, refusals included, are results.
import { useCreateLineRequest, useLineRequest, useLineRequestAction, type LineRequestAnswer } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp, type WatchSetup } from "./renderWatch";
import { notFound, type ScriptedAnswer, type ScriptedRequest } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const id = "6a09279daa903300e2530b0f";
const invoice = "https://invoice.stripe.com/i/acct_1/test_1";
const wire = (status: string, fields: object = {}): object => ({
  success: true,
  status,
  line: { _id: id, channelType: "email" },
  ...fields,
});
const input = { firstName: "Ada", lastName: "Support", channelType: "email" } as const;

const posts = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "POST");
const reads = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "GET");

const answers: [string, ScriptedAnswer, LineRequestAnswer][] = [
  [
    "awaiting payment",
    { body: { success: true, status: "awaiting_payment", paymentUrl: invoice, invoiceId: "in_1", reused: true } },
    {
      status: "awaiting_payment",
      rawStatus: "awaiting_payment",
      accepted: true,
      paymentUrl: invoice,
      invoiceId: "in_1",
      reused: true,
    },
  ],
  [
    "provisioning: billing was reconciled",
    { body: wire("provisioning", { paymentStatus: "paid" }) },
    { status: "provisioning", rawStatus: "provisioning", accepted: true, lineRequestId: id },
  ],
  [
    "403, a subscription is needed",
    {
      status: 403,
      body: {
        success: false,
        status: "subscription_required",
        message: "Subscribe first.",
        redirect: "https://app.tuco.ai/billing",
      },
    },
    {
      status: "subscription_required",
      rawStatus: "subscription_required",
      accepted: false,
      message: "Subscribe first.",
      redirect: "https://app.tuco.ai/billing",
    },
  ],
  [
    "403, not this type of line",
    { status: 403, body: { success: false, status: "forbidden_line_type", message: "No." } },
    { status: "forbidden_line_type", rawStatus: "forbidden_line_type", accepted: false, message: "No." },
  ],
  [
    "forbidden_line_type with a 200",
    { body: { status: "forbidden_line_type" } },
    { status: "forbidden_line_type", rawStatus: "forbidden_line_type", accepted: false },
  ],
  [
    "409, past payment",
    { status: 409, body: { success: false, status: "active", message: "Already paid." } },
    { status: "active", rawStatus: "active", accepted: false, message: "Already paid." },
  ],
  [
    "409 that forgets to say success: false",
    { status: 409, body: { status: "provisioning" } },
    { status: "provisioning", rawStatus: "provisioning", accepted: false },
  ],
  [
    "a status nobody knows",
    { body: { success: true, status: "on_hold" } },
    { status: "unknown", rawStatus: "on_hold", accepted: true },
  ],
  [
    "links that are not https",
    { body: { success: true, status: "awaiting_payment", paymentUrl: "javascript:alert(1)", redirect: "/billing" } },
    { status: "awaiting_payment", rawStatus: "awaiting_payment", accepted: true },
  ],
  [
    "fields of other types",
    {
      body: {
        success: true,
        status: "awaiting_payment",
        paymentUrl: 7,
        invoiceId: {},
        reused: "yes",
        message: null,
        line: null,
      },
    },
    { status: "awaiting_payment", rawStatus: "awaiting_payment", accepted: true },
  ],
];

describe.each([
  [
    "useCreateLineRequest",
    () => {
      const create = useCreateLineRequest();
      return { data: create.data, error: create.error, press: () => create.mutate(input) };
    },
  ],
  [
    "useLineRequestAction",
    () => {
      const action = useLineRequestAction(id);
      return { data: action.data, error: action.error, press: () => action.mutate("payment_link") };
    },
  ],
])("%s", (_name, useAction) => {
  test.each(answers)("gives as a result: %s", async (_answer, answer, result) => {
    const setup = setUp(answer);
    const hook = renderWatch(setup, useAction);
    hook.result.current.press();
    await pass(100);
    expect(hook.result.current.error).toBeNull();
    expect(hook.result.current.data).toEqual(result);
    expect(posts(setup)).toHaveLength(1);
  });

  test.each([
    [400, { error: "Invalid line request id" }, "REQUEST_REFUSED"],
    [401, { error: "Unauthorized" }, "UNAUTHENTICATED"],
    [402, { error: "Workspace is read-only", code: "READ_ONLY" }, "READ_ONLY"],
    [403, { error: "Forbidden" }, "FORBIDDEN"],
    [404, { error: "Line request not found" }, "NOT_FOUND"],
    [409, { error: "Conflict" }, "CONFLICT"],
  ])("throws any other %i, untried again", async (status, body, code) => {
    const setup = setUp({ status, body });
    const hook = renderWatch(setup, useAction);
    hook.result.current.press();
    await pass(20_000);
    expect(hook.result.current.error).toMatchObject({ name: "OperationError", code, httpStatus: status });
    expect(hook.result.current.data).toBeUndefined();
    expect(posts(setup)).toHaveLength(1);
  });

  test.each([{ success: true }, [], "ok", null])(
    "an answer without a status (%j) is INVALID_RESPONSE",
    async (body) => {
      const setup = setUp({ body: JSON.stringify(body) });
      const hook = renderWatch(setup, useAction);
      hook.result.current.press();
      await pass(20_000);
      expect(hook.result.current.error).toMatchObject({ code: "INVALID_RESPONSE", operation: "tuco.line-request" });
    },
  );
});

test("a new line is watched from its answer, and a 404 of a reader that lags behind does not end that", async () => {
  const setup = setUp((request, count) =>
    request.method === "POST" ? { body: wire("provisioning") } : count < 4 ? notFound : { body: wire("active") },
  );
  const hook = renderWatch(setup, () => {
    const create = useCreateLineRequest();
    const { data, error } = useLineRequest(create.data?.lineRequestId);
    return { create, data, error };
  });
  hook.result.current.create.mutate(input);
  await pass(1_000);
  expect(hook.result.current.error).toMatchObject({ httpStatus: 404, retryable: true });
  await pass(9_000);
  expect(hook.result.current.data).toMatchObject({ status: "active", outcome: "success" });
});

test("creating carries one Idempotency-Key through its tries; acting on a line needs none", async () => {
  const setup = setUp((_request, count) => (count < 3 ? { lost: true } : { body: wire("provisioning") }));
  const hook = renderWatch(setup, () => ({ create: useCreateLineRequest(), act: useLineRequestAction(id) }));
  hook.result.current.create.mutate(input);
  await pass(20_000);
  hook.result.current.act.mutate("cancel");
  await pass(100);
  const keys = posts(setup).map(({ headers }) => headers.get("idempotency-key"));
  expect(keys).toEqual([keys[0], keys[0], keys[0], null]);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(posts(setup)[0]).toMatchObject({ path: "/api/longrun/tuco/api/line-requests", body: input });
  expect(posts(setup)[3]).toMatchObject({
    path: `/api/longrun/tuco/api/line-requests/${id}`,
    body: { action: "cancel" },
  });
});

test.each([
  ["is taken up", { body: wire("canceled") }],
  ["comes too late", { status: 409, body: { success: false, status: "provisioning", message: "Already paid." } }],
])("a cancel that %s is followed by a poll at once", async (_name, answer) => {
  const setup = setUp((request) => (request.method === "POST" ? answer : { body: wire("awaiting_payment") }));
  const hook = renderWatch(setup, () => {
    const { data } = useLineRequest(id);
    return { data, act: useLineRequestAction(id) };
  });
  await pass(300_000);
  while (Date.now() - (reads(setup).at(-1)?.atMs ?? 0) < 2_000) await pass(200);
  const before = reads(setup).length;
  hook.result.current.act.mutate("cancel");
  await pass(100);
  expect(reads(setup)).toHaveLength(before + 1);
});

test("one line's answer is not shown under another", async () => {
  const setup = setUp({ body: { success: true, status: "awaiting_payment", paymentUrl: invoice } });
  const hook = renderWatch(setup, ({ line }: { readonly line: string }) => useLineRequestAction(line), { line: id });
  hook.result.current.mutate("payment_link");
  await pass(100);
  expect(hook.result.current.data?.paymentUrl).toBe(invoice);
  hook.rerender({ line: "6a09279daa903300e2530b10" });
  await pass(0);
  expect(hook.result.current.data).toBeUndefined();
});

test("an invalid id sends nothing", async () => {
  const setup = setUp({ body: wire("canceled") });
  const hook = renderWatch(setup, () => useLineRequestAction("a/../b"));
  hook.result.current.mutate("cancel");
  await pass(10_000);
  expect(setup.server.requests).toEqual([]);
  expect(hook.result.current.error).toMatchObject({ code: "INVALID_ID" });
});
