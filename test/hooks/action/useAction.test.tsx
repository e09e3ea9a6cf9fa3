import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import {
  createLongrunClient,
  defineAction,
  defineOperation,
  fixed,
  LongrunProvider,
  useAction,
  useOperation,
} from "longrun";
import * as z from "zod/mini";
import { StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ScriptedServer, type Script } from "../scriptedServer";

const render = defineOperation({
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/renders/:id",
  schema: z.looseObject({ state: z.string() }),
  statuses: { rendering: null, done: "success", canceled: "canceled" },
  cadence: fixed(60_000),
  read: ({ state }) => ({ status: state }),
  actions: {
    start: defineAction({ path: "/v1/renders", input: z.object({ scene: z.string() }), creates: true }),
    cancel: defineAction({ method: "DELETE", path: "/v1/renders/:id" }),
  },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function wrapperFor(script: Script): {
  readonly server: ScriptedServer;
  readonly wrapper: (props: { children: ReactNode }) => ReactNode;
} {
  const server = new ScriptedServer(script);
  const client = createLongrunClient({ fetch: server.fetch });
  const queryClient = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <LongrunProvider client={client}>{children}</LongrunProvider>
      </QueryClientProvider>
    </StrictMode>
  );
  return { server, wrapper };
}

const settle = (ms: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });

describe("useAction", () => {
  test("sends an action to the relay as a POST that names it, and the watch polls at once", async () => {
    let state = "rendering";
    const { server, wrapper } = wrapperFor(({ method }) => {
      if (method === "POST") state = "canceled";
      return { body: method === "POST" ? {} : { state } };
    });
    const { result } = renderHook(
      () => ({ query: useOperation(render, { id: "r_1" }), cancel: useAction(render.actions.cancel, { id: "r_1" }) }),
      { wrapper },
    );
    await settle(2_000);
    expect(result.current.query.data).toMatchObject({ status: "rendering" });
    act(() => result.current.cancel.mutate());
    await settle(2_000);
    const sent = server.requests.filter(({ method }) => method === "POST");
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ path: "/api/longrun/acme/v1/renders/r_1" });
    expect(sent[0]?.headers.get("x-longrun-action")).toBe("cancel");
    expect(sent[0]?.headers.get("idempotency-key")).toBeNull();
    expect(result.current.cancel.isSuccess).toBe(true);
    expect(result.current.query.data).toMatchObject({ status: "canceled", isTerminal: true });
  });

  test("carries one idempotency key through retries and a second press, and a new one after an answer", async () => {
    let count = 0;
    const { server, wrapper } = wrapperFor(() => ((count += 1) <= 4 ? { lost: true } : { body: { id: "r_1" } }));
    const { result } = renderHook(() => useAction(render.actions.start, {}), { wrapper });
    act(() => result.current.mutate({ scene: "s" }));
    await settle(30_000);
    expect(result.current.isError).toBe(true);
    act(() => result.current.mutate({ scene: "s" }));
    await settle(30_000);
    expect(result.current.data).toEqual({ id: "r_1" });
    const keys = server.requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
    act(() => result.current.mutate({ scene: "s" }));
    await settle(5_000);
    expect(server.requests.at(-1)?.headers.get("idempotency-key")).not.toBe(keys[0]);
  });

  test("is idle for another operation in that very render", async () => {
    const { wrapper } = wrapperFor({ body: {} });
    const { result, rerender } = renderHook(({ id }) => useAction(render.actions.cancel, { id }), {
      wrapper,
      initialProps: { id: "r_1" },
    });
    act(() => result.current.mutate());
    await settle(1_000);
    expect(result.current.isSuccess).toBe(true);
    rerender({ id: "r_2" });
    expect(result.current.isIdle).toBe(true);
  });
});
