// A page that watches one job, as an app would: `?job=ID`. `push=1` turns push on. It requests a token before each
// read.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createLongrunClient, JobProgress, LongrunProvider, useJob } from "longrun";
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";

export interface WatchedPage {
  /** Each call of `onSettled`. */
  readonly settled: { readonly jobId: string; readonly outcome: string | null; readonly witnessed: boolean }[];
  /** Unhandled rejections. */
  readonly unhandled: string[];
}

const named = new URLSearchParams(window.location.search);
const jobId = named.get("job") ?? "";
const watched: WatchedPage = { settled: [], unhandled: [] };
Object.assign(window, { watched });
window.addEventListener("unhandledrejection", ({ reason }) => watched.unhandled.push(String(reason)));

let token = "";
/** Keeps the last token while there is no new one. */
const headers = async (): Promise<HeadersInit> => {
  token = await fetch("/token").then(
    (answer) => answer.text(),
    () => token,
  );
  return { authorization: token };
};
const endpoints = { layers: { baseUrl: "/api/longrun/layers", headers } };
const client = createLongrunClient({ push: named.get("push") === "1", endpoints });

function Page(): ReactElement {
  useJob(jobId, { onSettled: ({ outcome }, { witnessed }) => watched.settled.push({ jobId, outcome, witnessed }) });
  return <JobProgress jobId={jobId} />;
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <QueryClientProvider client={new QueryClient()}>
    <LongrunProvider client={client}>
      <Page />
    </LongrunProvider>
  </QueryClientProvider>,
);
