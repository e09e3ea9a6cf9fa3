// The page of the hooks' benchmarks: `window.bench` mounts jobs that are watched in different ways.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { createLongrunClient, fixed, JobTable, LongrunProvider, useJob, type Cadence } from "longrun";
import { connectServer } from "./connectServer";
import { useBareQuery, useSpreadQuery, type WireJob } from "./rivals";
import { startServer, type Server } from "./startServer";

export interface Scenario {
  readonly watcher: "longrun" | "bare" | "spread";
  readonly jobs: number;
  readonly intervalMs: number;
  readonly withEtags: boolean;
  /** Whether answers come over HTTP, from the page's own origin, or are made in the page. */
  readonly overHttp?: boolean;
}

interface Running {
  readonly root: Root;
  readonly element: HTMLElement;
  readonly server: Server;
  readonly observer: MutationObserver;
  renders: number;
  writes: number;
}

const cadences = new Map<number, Cadence>();

function useLongrun(
  jobId: string,
  _server: Server,
  intervalMs: number,
): { readonly data?: Pick<WireJob, "progress" | "stage"> | undefined } {
  const cadence = cadences.get(intervalMs) ?? fixed(intervalMs);
  cadences.set(intervalMs, cadence);
  return useJob(jobId, { cadence }) as { readonly data?: WireJob | undefined };
}

const running = new Map<string, Running>();

function mount(name: string, { watcher, jobs, intervalMs, withEtags, overHttp = false }: Scenario): void {
  const server = (overHttp ? connectServer : startServer)(withEtags, jobs > 1 ? intervalMs : 0);
  const element = document.body.appendChild(document.createElement("main"));
  const observer = new MutationObserver((records) => (scenario.writes += records.length));
  const scenario: Running = { root: createRoot(element), element, server, observer, renders: 0, writes: 0 };
  running.set(name, scenario);

  // The hook does not change while the rows are mounted.
  const hooks = { longrun: useLongrun, bare: useBareQuery, spread: useSpreadQuery };
  const useWatched = hooks[watcher];
  function Row({ jobId }: { jobId: string }) {
    const { data } = useWatched(jobId, server, intervalMs);
    useEffect(() => {
      scenario.renders += 1;
    });
    return (
      <p>
        {data?.stage} {data?.progress}
      </p>
    );
  }

  const ids = Array.from({ length: jobs }, (_, index) => `job_${String(index).padStart(26, "0")}`);
  const client = createLongrunClient({ fetch: server.fetch });
  scenario.root.render(
    <QueryClientProvider client={new QueryClient()}>
      <LongrunProvider client={client}>
        {ids.map((jobId) => (
          <Row key={jobId} jobId={jobId} />
        ))}
      </LongrunProvider>
    </QueryClientProvider>,
  );
  observer.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
}

/** A table that watches a number of jobs at their own cadence, and records each job's reads. */
function mountTable(jobs: number): void {
  const element = document.body.appendChild(document.createElement("main"));
  const server = startServer(true, 2_000);
  const times = new Map<string, number[]>();
  const fetch: typeof globalThis.fetch = (input, init) => {
    const jobId = String(input).split("/").at(-1) ?? "";
    times.set(jobId, [...(times.get(jobId) ?? []), performance.now()]);
    return server.fetch(input, init);
  };
  const ids = Array.from({ length: jobs }, (_, index) => `job_${String(index).padStart(26, "0")}`);
  createRoot(element).render(
    <QueryClientProvider client={new QueryClient()}>
      <LongrunProvider client={createLongrunClient({ fetch })}>
        <JobTable jobIds={ids} />
      </LongrunProvider>
    </QueryClientProvider>,
  );
  Object.assign(window, { pollTimes: times });
}

/** Counts of the scenario so far. */
function counts(name: string): { reads: number; renders: number; writes: number } {
  const { server, renders, writes } = running.get(name) as Running;
  return { reads: server.reads, renders, writes };
}

/** Advances every job, visible from the next poll on. */
function advance(name: string): void {
  const { server } = running.get(name) as Running;
  server.progress = server.progress < 0.9 ? server.progress + 0.01 : 0.25;
}

function unmount(name: string): void {
  const { root, observer, element } = running.get(name) as Running;
  observer.disconnect();
  root.unmount();
  element.remove();
  running.delete(name);
}

const bench = { mount, mountTable, counts, advance, unmount };
export type Bench = typeof bench;
Object.assign(window, { bench });
