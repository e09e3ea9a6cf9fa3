"use client";

import { useCancelJob, useJob } from "longrun";
import { Suspense, use } from "react";

interface PageProps {
  readonly params: Promise<{ jobId: string }>;
}

/** The job's id is known only at the request, so a shell is shown until then. */
export default function Page(props: PageProps) {
  return (
    <Suspense fallback={<p>Loading…</p>}>
      <WatchedJob {...props} />
    </Suspense>
  );
}

/** A client component: the browser sends the first read. */
function WatchedJob({ params }: PageProps) {
  const { jobId } = use(params);
  const { data: job, error } = useJob(jobId);
  const cancel = useCancelJob(jobId);
  if (!job) return <p>{error ? error.message : "Loading…"}</p>;
  return (
    <>
      <output data-status={job.status}>
        {job.stage ?? job.status} {Math.round((job.progress ?? 0) * 100)} %
      </output>
      {!job.isTerminal && (
        <button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </button>
      )}
    </>
  );
}
