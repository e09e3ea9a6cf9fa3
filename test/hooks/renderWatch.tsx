import { QueryClient, QueryClientProvider, type QueryClientConfig } from "@tanstack/react-query";
import {
  act,
  render,
  renderHook,
  type RenderHookOptions,
  type RenderHookResult,
  type RenderResult,
} from "@testing-library/react";
import { createLongrunClient, LongrunProvider, type LongrunClient, type LongrunClientOptions } from "longrun";
import { StrictMode, type ReactElement, type ReactNode } from "react";
import { vi } from "vitest";
import { ScriptedServer, type Script } from "./scriptedServer";

export interface WatchSetup {
  readonly server: ScriptedServer;
  readonly queryClient: QueryClient;
  readonly client: LongrunClient;
  readonly wrapper: (props: { readonly children: ReactNode }) => ReactElement;
}

export interface SetupOptions {
  readonly strict?: boolean;
  readonly queries?: QueryClientConfig;
  readonly client?: LongrunClientOptions;
}

/** Everything a hook needs around it, with a scripted server behind the client. */
export function setUp(
  script: Script,
  { strict = false, queries, client: clientOptions }: SetupOptions = {},
): WatchSetup {
  const server = new ScriptedServer(script);
  const queryClient = new QueryClient(queries);
  const client = createLongrunClient({ fetch: server.fetch, ...clientOptions });
  function wrapper({ children }: { readonly children: ReactNode }): ReactElement {
    const tree = (
      <QueryClientProvider client={queryClient}>
        <LongrunProvider client={client}>{children}</LongrunProvider>
      </QueryClientProvider>
    );
    return strict ? <StrictMode>{tree}</StrictMode> : tree;
  }
  return { server, queryClient, client, wrapper };
}

/** Renders a hook in a {@link setUp}. */
export function renderWatch<Result, Props>(
  setup: WatchSetup,
  hook: (props: Props) => Result,
  initialProps?: Props,
): RenderHookResult<Result, Props> {
  const options: RenderHookOptions<Props> = {
    wrapper: setup.wrapper,
    ...(initialProps === undefined ? {} : { initialProps }),
  };
  return renderHook(hook, options);
}

export function renderIn(setup: WatchSetup, element: ReactElement): RenderResult {
  return render(element, { wrapper: setup.wrapper });
}

/**
 * Lets so much time pass on the fake clock, with everything that falls due in it. In small steps: React renders only
 * when `act` ends, so that in one step of a minute a component would not render for that minute.
 */
export async function pass(ms: number): Promise<void> {
  const stepMs = Math.max(100, Math.ceil(ms / 500));
  for (let passedMs = 0; passedMs < Math.max(ms, 1); passedMs += stepMs) {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(Math.min(stepMs, ms - passedMs));
    });
  }
}
