import { useLeaseRequest, useRequestLease } from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderWatch, setUp, type WatchSetup } from "../renderWatch";
import { notFound, type ScriptedAnswer, type ScriptedRequest } from "../scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const lease = {
  requestId: "lreq_1",
  projectId: "prj_1",
  status: "requested",
  submittedAt: "2026-04-18T19:24:11Z",
  assignedAt: null,
  assignedSocialAccountIds: [],
  note: null,
};
const input = { count: 5, niche: { vertical: "coffee", geo: ["US"] } } as const;
const created: ScriptedAnswer = { status: 202, body: lease };

const posts = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "POST");
const reads = ({ server }: WatchSetup): ScriptedRequest[] => server.requests.filter(({ method }) => method === "GET");
const keysOf = (setup: WatchSetup): (string | null)[] =>
  posts(setup).map(({ headers }) => headers.get("idempotency-key"));

/** A screen that asks for accounts and then watches the request it got. */
function useScreen(projectId = "prj_1") {
  const request = useRequestLease(projectId);
  const watched = useLeaseRequest(request.data && { projectId, requestId: request.data.requestId });
  return { request, data: watched.data, error: watched.error };
}

test("the answer is the lease request, and is on screen without a read", async () => {
  const setup = setUp(created);
  const hook = renderWatch(setup, () => useScreen());
  hook.result.current.request.mutate(input);
  await pass(100);
  expect(hook.result.current.request.data).toMatchObject({
    requestId: "lreq_1",
    status: "requested",
    isTerminal: false,
  });
  expect(hook.result.current.data).toMatchObject({ requestId: "lreq_1" });
  expect(posts(setup)[0]).toMatchObject({
    path: "/api/longrun/layers/v1/projects/prj_1/leased-accounts/request",
    body: { ...input, projectId: "prj_1" },
  });
  expect(reads(setup)).toEqual([]);
});

test("a new request is asked about hourly: people work on it, and having just been made does not hurry them", async () => {
  const setup = setUp(created);
  const hook = renderWatch(setup, () => useScreen());
  hook.result.current.request.mutate(input);
  await pass(120_000);
  expect(reads(setup)).toEqual([]);
  await pass(3_900_000);
  expect(reads(setup)).toHaveLength(1);
});

test("all tries of one attempt carry one Idempotency-Key, a UUID", async () => {
  const setup = setUp((_request, count) => (count < 3 ? { lost: true } : created));
  const hook = renderWatch(setup, () => useRequestLease("prj_1"));
  hook.result.current.mutate(input);
  await pass(30_000);
  expect(hook.result.current.data?.requestId).toBe("lreq_1");
  expect(keysOf(setup)).toHaveLength(3);
  expect(new Set(keysOf(setup)).size).toBe(1);
  expect(keysOf(setup)[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each<[string, ScriptedAnswer]>([
  ["a time-out", { hangs: true }],
  ["a lost network", { lost: true }],
  ["a 503", { status: 503 }],
  ["an answer cut short", { body: '{"requestId":"lreq' }],
  ["an answer about another project", { body: { ...lease, projectId: "prj_2" } }],
])("a second press after %s is the same attempt, and one after an answer is a new one", async (_name, failure) => {
  const setup = setUp(failure);
  const hook = renderWatch(setup, () => useRequestLease("prj_1"));
  hook.result.current.mutate(input);
  await pass(90_000);
  expect(hook.result.current.isError).toBe(true);
  expect(posts(setup)).toHaveLength(3);
  setup.server.answer(created);
  hook.result.current.mutate({ ...input });
  await pass(100);
  expect(hook.result.current.isSuccess).toBe(true);
  expect(new Set(keysOf(setup)).size).toBe(1);
  hook.result.current.mutate(input);
  await pass(100);
  expect(new Set(keysOf(setup)).size).toBe(2);
});

test("after a refusal the same input is a new attempt", async () => {
  const setup = setUp({ status: 422, body: { error: { code: "INVALID_NICHE", message: "No." } } });
  const hook = renderWatch(setup, () => useRequestLease("prj_1"));
  for (const _press of [1, 2]) {
    hook.result.current.mutate(input);
    await pass(100);
  }
  expect(hook.result.current.error).toMatchObject({ code: "INVALID_NICHE", retryable: false });
  expect(new Set(keysOf(setup)).size).toBe(2);
});

test("other input, and the same input for another project, is another attempt", async () => {
  const setup = setUp({ lost: true });
  const hook = renderWatch(setup, ({ id }: { readonly id: string }) => useRequestLease(id), { id: "prj_1" });
  for (const [id, count] of [
    ["prj_1", 5],
    ["prj_1", 6],
    ["prj_2", 5],
  ] as const) {
    hook.rerender({ id });
    await pass(0);
    hook.result.current.mutate({ ...input, count });
    await pass(10_000);
  }
  expect(posts(setup)).toHaveLength(9);
  expect(new Set(keysOf(setup)).size).toBe(3);
});

test("when the project changes, a try that is left still goes to the one it was meant for, and its answer does not stand under the other", async () => {
  const setup = setUp((_request, count) => (count === 1 ? { lost: true } : created));
  const hook = renderWatch(setup, ({ id }: { readonly id: string }) => useRequestLease(id), { id: "prj_1" });
  hook.result.current.mutate(input);
  await pass(500);
  hook.rerender({ id: "prj_2" });
  await pass(30_000);
  expect(
    posts(setup).map(({ path, body }) => [path.includes("prj_1"), (body as { projectId: string }).projectId]),
  ).toEqual([
    [true, "prj_1"],
    [true, "prj_1"],
  ]);
  expect(hook.result.current).toMatchObject({ status: "idle", data: undefined });
});

test("two presses before the answer send one key, also when only one of them is answered at first", async () => {
  const setup = setUp((_request, count) =>
    count === 2 ? { lost: true, afterMs: 2_000 } : { ...created, afterMs: 1_000 },
  );
  const hook = renderWatch(setup, () => useRequestLease("prj_1"));
  hook.result.current.mutate(input);
  hook.result.current.mutate(input);
  await pass(10_000);
  expect(keysOf(setup)).toHaveLength(3);
  expect(new Set(keysOf(setup)).size).toBe(1);
  hook.result.current.mutate(input);
  await pass(2_000);
  expect(new Set(keysOf(setup)).size).toBe(2);
});

test("a page that came over plain http has no crypto.randomUUID, and makes a key all the same", async () => {
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const setup = setUp(created);
  const hook = renderWatch(setup, () => useRequestLease("prj_1"));
  hook.result.current.mutate(input);
  await pass(100);
  hook.result.current.mutate(input);
  await pass(100);
  for (const key of keysOf(setup))
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(keysOf(setup)).size).toBe(2);
});

test("a screen that knows the id alone gets grace for a 404 just after the request was made", async () => {
  const setup = setUp((request) => (request.method === "POST" ? created : notFound));
  const hook = renderWatch(
    setup,
    ({ id }: { readonly id: string | null }) => {
      const { data, error } = useLeaseRequest(id === null ? null : { projectId: "prj_1", requestId: id });
      return { request: useRequestLease("prj_1"), data, error };
    },
    { id: null as string | null },
  );
  hook.result.current.request.mutate(input);
  await pass(100);
  setup.queryClient.clear();
  hook.rerender({ id: "lreq_1" });
  await pass(3_000);
  expect(hook.result.current.error).toMatchObject({ httpStatus: 404, retryable: true });
  setup.server.answer({ body: lease });
  await pass(3_000);
  expect(hook.result.current.data?.status).toBe("requested");
});

test("an invalid project sends nothing", async () => {
  const setup = setUp(created);
  const hook = renderWatch(setup, () => useRequestLease("prj/1"));
  hook.result.current.mutate(input);
  await pass(10_000);
  expect(setup.server.requests).toEqual([]);
  expect(hook.result.current.error).toMatchObject({ code: "INVALID_ID", operation: "layers.lease-request" });
});
