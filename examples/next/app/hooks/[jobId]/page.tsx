"use client";

import { useCancelJob, useJob } from "longrun";
import { use } from "react";

/** A client component: the browser asks first. */
export default function Page({ params }: { readonly params: Promise<{ jobId: string }> }) {
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
