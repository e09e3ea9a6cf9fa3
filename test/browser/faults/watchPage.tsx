// A page that watches one job, as an app would: `?job=ID`. `push=1` hears of changes too. It asks for a token before
// each request.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createLongrunClient, JobProgress, LongrunProvider, useJob } from "longrun";
import type { ReactElement } from "react";
import { createRoot } from "react-dom/client";

export interface WatchedPage {
  /** Each end that the app was told of. */
  readonly settled: { readonly jobId: string; readonly outcome: string | null; readonly witnessed: boolean }[];
  /** Promises that were rejected and that nobody looked at. */
  readonly unhandled: string[];
}

const named = new URLSearchParams(window.location.search);
const jobId = named.get("job") ?? "";
const watched: WatchedPage = { settled: [], unhandled: [] };
Object.assign(window, { watched });
window.addEventListener("unhandledrejection", ({ reason }) => watched.unhandled.push(String(reason)));

let token = "";
/** While no new token is to be had, the last one has to do. */
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
