// A page that watches the operations in its address, as an app would: `?job=ID&job=ID&lease=PROJECT/ID`. The tests and
// the benchmark of push open it. `push=0` turns push off, `everyMs=1000` polls at that interval.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createLongrunClient, fixed, JobProgress, LeaseRequestCard, LongrunProvider, useJob } from "longrun";
import { useState, type ReactElement } from "react";
import { createRoot } from "react-dom/client";

const named = new URLSearchParams(window.location.search);
const everyMs = Number(named.get("everyMs"));
const pace = everyMs > 0 ? { cadence: fixed(everyMs) } : {};
const client = createLongrunClient({ push: named.get("push") !== "0" });
const queryClient = new QueryClient();

export interface Live {
  /** Sets the jobs on the page. */
  show(jobIds: readonly string[]): void;
}

/** Sets the cadence, which the component has no option for: of two watchers of one job the faster cadence counts. */
function Job({ jobId }: { readonly jobId: string }): ReactElement {
  useJob(jobId, pace);
  return <JobProgress jobId={jobId} id={jobId} />;
}

function Page(): ReactElement {
  const [jobIds, setJobIds] = useState<readonly string[]>(named.getAll("job"));
  const live: Live = { show: setJobIds };
  Object.assign(window, { live });
  return (
    <>
      {jobIds.map((jobId) => (
        <Job key={jobId} jobId={jobId} />
      ))}
      {named.getAll("lease").map((lease) => {
        const [projectId, requestId] = lease.split("/");
        return <LeaseRequestCard key={lease} projectId={projectId} requestId={requestId} id={requestId} />;
      })}
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <QueryClientProvider client={queryClient}>
    <LongrunProvider client={client}>
      <Page />
    </LongrunProvider>
  </QueryClientProvider>,
);
