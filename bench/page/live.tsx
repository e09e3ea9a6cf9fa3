// A page that watches what its address names, as an app would: `?job=ID&job=ID&lease=PROJECT/ID`. The tests and the
// benchmark of what is pushed open it. `push=0` leaves it to polling, `everyMs=1000` polls at that pace.
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
  /** Sets which jobs are on the page. */
  show(jobIds: readonly string[]): void;
}

/** The component takes no pace of its own; of two that watch one job the quicker tells. */
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
