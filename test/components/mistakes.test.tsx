// Each mistake of docs/mistakes.md, made. What the page says of it is what was seen here: `npx vitest run --project
// react mistakes -u` writes it anew.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render } from "@testing-library/react";
import {
  createLongrunClient,
  defineOperation,
  JobProgress,
  JobTable,
  LeaseRequestCard,
  LongrunProvider,
  useOperation,
  type LongrunClient,
} from "longrun";
import { createRelay, type RelayOptions } from "longrun/server";
import { createSimulator } from "longrun/testing";
import { Component, createElement, type ReactElement, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import * as z from "zod/mini";

const simulator = createSimulator({ seed: 1 });
const { jobId } = simulator.layers.startJob({ kind: "content_generate" });

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Mistake {
  readonly mistake: string;
  readonly toDo: string;
  /** Makes the mistake; throws, or gives what a page draws. */
  readonly make: () => ReactElement | Promise<ReactElement>;
  /** Of the hook's error. */
  readonly code: string | undefined;
}

const page = (status: number): Response =>
  new Response("<!doctype html>", { status, headers: { "content-type": "text/html" } });

/** A browser whose requests for `/api/longrun` reach a relay with these options. */
function toRelay(options: Partial<RelayOptions>): LongrunClient {
  const relay = createRelay({
    upstreams: { layers: { apiKey: simulator.layers.apiKey } },
    authorize: () => true,
    fetch: simulator.fetch,
    onError: () => undefined,
    ...options,
  });
  return createLongrunClient({
    fetch: (url, init) => relay.handle(new Request(new URL(String(url), "http://localhost"), init)),
  });
}
const toServer = (answer: () => Response | Promise<Response>): LongrunClient =>
  createLongrunClient({ fetch: async () => answer() });
let queryClient: QueryClient;
function app(client: LongrunClient, children: ReactNode = <JobProgress jobId={jobId} />): ReactElement {
  return (
    <QueryClientProvider client={queryClient}>
      <LongrunProvider client={client}>{children}</LongrunProvider>
    </QueryClientProvider>
  );
}

const renderOperation = defineOperation({
  name: "acme.render",
  endpoint: "acme",
  path: "/v1/renders/:renderId",
  schema: z.looseObject({ status: z.string() }),
  statuses: { rendering: null, done: "success" },
});
const exportOperation = defineOperation({
  name: "acme.export",
  endpoint: "acme",
  path: "/v1/exports/:exportId",
  schema: z.looseObject({ status: z.string() }),
  statuses: { writing: null, done: "success" },
});
function Render(): ReactElement {
  const { error } = useOperation(renderOperation, { renderId: "r_1" });
  return <p>{error ? `The hook's error.message: ${error.message}` : "Loading…"}</p>;
}

const INTRODUCTION = `# Common mistakes, and how to fix them

A test makes each of these mistakes and compares this page with the result.

In development, a component adds the message of the hook's error, in brackets, to the text for visitors. A production
build (\`NODE_ENV\` is \`production\`) leaves it out, and its messages are shorter; an error's \`code\` is the same in both. The
browser's console has its own line for each failed request; longrun adds none.

| Mistake | The screen in development | Visitors see | What to do |
| --- | --- | --- | --- |
`;

const MISTAKES: readonly Mistake[] = [
  {
    mistake: "No relay is mounted, or it is mounted elsewhere",
    make: () => app(toServer(() => page(404))),
    code: "RELAY_NOT_FOUND",
    toDo: 'Mount `createRelay()` at `/api/longrun`, or say where it is: `createLongrunClient({ endpoints: { layers: { baseUrl: "/jobs/layers" } } })`.',
  },
  {
    mistake: "No relay is mounted, and the server sends the app's page for any path",
    make: () => app(toServer(() => page(200))),
    code: "RELAY_NOT_FOUND",
    toDo: "The same. In Vite's development server, `server.proxy` sends `/api` to the relay.",
  },
  {
    mistake: "The relay's `basePath` is not the path that it is mounted at",
    make: () => app(toRelay({ basePath: "/jobs-api" })),
    code: "NOT_FOUND",
    toDo: "Give `createRelay({ basePath })` the path that browsers ask.",
  },
  {
    mistake: "A definition of your own is not among the relay's operations",
    make: () =>
      app(
        toRelay({
          upstreams: { acme: { baseUrl: "https://api.acme.example", headers: {}, operations: [exportOperation] } },
        }),
        <Render />,
      ),
    code: "NOT_FOUND",
    toDo: "`upstreams: { acme: { baseUrl, headers, operations: [renderOperation] } }`.",
  },
  {
    mistake: "The relay has no upstream for the operation's endpoint",
    make: () => app(toRelay({ upstreams: { tuco: { apiKey: simulator.tuco.apiKey } } })),
    code: "NOT_FOUND",
    toDo: "`upstreams: { layers: { apiKey } }`; for a definition of your own as in the row above.",
  },
  {
    mistake: "The relay's key is wrong",
    make: () => app(toRelay({ upstreams: { layers: { apiKey: "lp_wrong" } } })),
    code: "RELAY_KEY_REFUSED",
    toDo: "Check the variable where the relay runs, and the key's scopes at the provider. `onError` of the relay tells of it too. A variable that is not set makes `createRelay` throw, which names it in your server's own log.",
  },
  {
    mistake: "`authorize` forgets to return",
    make: () => app(toRelay({ authorize: (() => undefined) as never })),
    code: "FORBIDDEN",
    toDo: "Return `true` for what the visitor may see. Anything else is a no.",
  },
  {
    mistake: "`authorize` throws",
    make: () =>
      app(
        toRelay({
          authorize: () => {
            throw new Error("The session store is down.");
          },
        }),
      ),
    code: "SERVER_ERROR",
    toDo: "Look into the relay's log, or give it `onError`. It is asked again by itself.",
  },
  {
    mistake: "No `QueryClientProvider` around a hook or a component",
    make: () => <JobProgress jobId={jobId} />,
    code: "NO_QUERY_CLIENT",
    toDo: "Put TanStack's `<QueryClientProvider client={queryClient}>` around the app.",
  },
  {
    mistake: "Two copies of `@tanstack/react-query`",
    make: async () => {
      // The build for older browsers is a copy of its own.
      const other = await import("../../node_modules/@tanstack/react-query/build/legacy/index.js");
      return (
        <other.QueryClientProvider client={new other.QueryClient()}>
          <JobProgress jobId={jobId} />
        </other.QueryClientProvider>
      );
    },
    code: "NO_QUERY_CLIENT",
    toDo: "`npm ls @tanstack/react-query`, then one version range for all and `npm dedupe`; in a monorepo `resolve.dedupe` of the bundler.",
  },
  {
    mistake: "The id of a job that is not there, or is another visitor's",
    make: () => app(toRelay({}), <JobProgress jobId="job_none" />),
    code: "NOT_FOUND",
    toDo: "Pass the id that starting the job answered with, under the same account.",
  },
  {
    mistake: "A lease request's `requestId` without its `projectId`",
    make: () => app(toRelay({}), createElement(LeaseRequestCard, { requestId: "lreq_1" } as never)),
    code: "INVALID_ID",
    toDo: "Give both: a lease request is read by its project. TypeScript says so too.",
  },
  {
    mistake: "The id of something else: a line request's as a job's",
    make: () => app(toRelay({}), <JobProgress jobId="6a09279daa903300e2530b0f" />),
    code: "NOT_FOUND",
    toDo: "Pass the id that starting the job answered with.",
  },
  {
    mistake: "An id with a space, a slash or a whole URL in it",
    make: () => app(toRelay({}), <JobProgress jobId=" job_1" />),
    code: "INVALID_ID",
    toDo: "Trim it, or take it out of the URL. Nothing was sent.",
  },
  {
    mistake: "The id is not there yet",
    make: () => app(toRelay({}), <JobProgress jobId={undefined} />),
    code: undefined,
    toDo: "Nothing: it is watched once there is an id.",
  },
  {
    mistake:
      "The relay is not running, and a proxy answers in its place (Vite's with 502, Next's with 500), or has trouble of its own",
    make: () => app(toServer(() => new Response(null, { status: 502 }))),
    code: "SERVER_ERROR",
    toDo: "Start it (`npx longrun dev`, or your server), and look where the proxy points, and into its log. It is asked again by itself.",
  },
  {
    mistake: "A redirect: `trailingSlash: true`, or a sign-in that has ended",
    make: () => app(toServer(() => new Response(null, { status: 308, headers: { location: "/" } }))),
    code: "INVALID_RESPONSE",
    toDo: "Leave `/api/longrun` out of the redirects, or set the final address as `baseUrl`.",
  },
  {
    mistake: "A `fetch` of your own with a mistake in it, or jsdom without `Request`",
    make: () => app(toServer(() => Promise.reject(new ReferenceError("Request is not defined")))),
    code: "FETCH_FAILED",
    toDo: "Mend it; in tests use the simulator's `fetch`, or an environment that has `fetch`, `Request` and `Response`.",
  },
  {
    mistake: "`baseUrl` without `https://`",
    make: () => app(createLongrunClient({ endpoints: { layers: { baseUrl: "api.example.com/jobs" } } })),
    code: undefined,
    toDo: "An absolute URL, or a path that starts with `/`.",
  },
  {
    mistake: "A list of your own as `jobs`, which stands still",
    make: () => (
      <JobTable.Root jobs={[{ jobId: "job_1", kind: "content_generate", status: "running" }]}>
        <JobTable.Summary />
      </JobTable.Root>
    ),
    code: undefined,
    toDo: "`jobs` is drawn and never asked about. What should go on moving is `jobIds={list}`: ids, values and wire JSON together, with the `dataUpdatedAt` of the query that read them.",
  },
  {
    mistake: "The answer of a list endpoint, in place of the list in it",
    make: () => <JobTable jobs={{ jobs: [] } as never} />,
    code: undefined,
    toDo: "`jobs={answer.jobs}`.",
  },
  {
    mistake: "A part outside of its root",
    make: () => <JobProgress.Bar />,
    code: undefined,
    toDo: "Put it into `<JobProgress.Root jobId={jobId}>`.",
  },
];

interface Seen {
  readonly screen: string;
  readonly thrown: Error | undefined;
  /** Of the hook's error. */
  readonly code: string | undefined;
}

const PARTS = ["job-progress", "lease-request"]
  .flatMap((card) => ["error", "notice"].map((part) => `[data-longrun="${card}-${part}"]`))
  .join();

class Boundary extends Component<
  { readonly children: ReactNode; readonly onError: (error: Error) => void },
  { readonly failed: boolean }
> {
  override readonly state = { failed: false };
  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }
  override componentDidCatch(error: Error): void {
    this.props.onError(error);
  }
  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}

/** What a page shows of a mistake once it has something to say, and what it throws. */
async function see({ make }: Mistake, environment: string): Promise<Seen> {
  vi.stubEnv("NODE_ENV", environment);
  queryClient = new QueryClient();
  // React tells of each error that a boundary caught.
  const silenced = vi.spyOn(console, "error").mockImplementation(() => undefined);
  let thrown: (Error & { readonly code?: string }) | undefined;
  let screen = "";
  try {
    const { container } = render(<Boundary onError={(error) => void (thrown = error)}>{await make()}</Boundary>);
    await vi.waitFor(() => {
      screen = (container.querySelector(`${PARTS}, [data-longrun="cell-problem"]`) ?? container).textContent;
      if (thrown === undefined && (screen === "" || screen.includes("Loading"))) throw new Error("Still loading.");
    }, 5_000);
  } catch (error) {
    thrown = error as Error;
  }
  const errors = queryClient
    .getQueryCache()
    .getAll()
    .map(({ state }) => (state.error as { readonly code?: string } | null)?.code);
  silenced.mockRestore();
  cleanup();
  return {
    screen: screen.replace(/(Request ID req_.*)?Try again$/, "").trim(),
    thrown,
    code: thrown?.code ?? errors[0],
  };
}

const anonymous = (text: string): string => text.replaceAll(jobId, "job_…").replaceAll("|", "\\|");

test("docs/mistakes.md says what was seen", async () => {
  const rows: string[] = [];
  for (const each of MISTAKES) {
    const developers = await see(each, "development");
    const visitors = await see(each, "production");
    expect(developers.code, each.mistake).toBe(each.code);
    // What is checked of definitions and configuration is left out of production builds.
    if (each.code !== undefined) expect(visitors.code, each.mistake).toBe(each.code);
    // What is wrong with the program is nothing to tell visitors.
    expect(visitors.screen).not.toMatch(/longrun|relay|layers\.job/i);
    const told = developers.thrown ? `nothing; the console: “${developers.thrown.message}”` : developers.screen;
    rows.push(
      `| ${each.mistake} | ${anonymous(told)} | ${visitors.thrown ? "your error boundary" : visitors.screen} | ${each.toDo} |`,
    );
  }
  expect(rows.length).toBeGreaterThanOrEqual(15);
  await expect(`${INTRODUCTION}${rows.join("\n")}\n`).toMatchFileSnapshot("../../docs/mistakes.md");
}, 60_000);
