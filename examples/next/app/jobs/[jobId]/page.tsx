import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { JobProgress, jobOptions } from "longrun";
import Link from "next/link";
import { connection } from "next/server";
import { Suspense } from "react";
import { visitorClient } from "../../visitorClient";

interface PageProps {
  readonly params: Promise<{ jobId: string }>;
}

/**
 * The shell of the page, made at build time. The part that depends on the request streams into it, as `cacheComponents`
 * requires.
 */
export default function Page(props: PageProps) {
  return (
    <Suspense fallback={<p>Loading…</p>}>
      <PrefetchedJob {...props} />
    </Suspense>
  );
}

/** A server component: the job is in the HTML, and the browser goes on from there. */
async function PrefetchedJob({ params }: PageProps) {
  const { jobId } = await params;
  // The job's status belongs to this request, and its cache records the time of the read, so a link must not prefetch
  // it.
  await connection();
  const queryClient = new QueryClient();
  await queryClient.prefetchQuery(jobOptions(jobId, await visitorClient()));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <JobProgress jobId={jobId} />
      <Link href={`/hooks/${jobId}`}>The same with hooks</Link>
    </HydrationBoundary>
  );
}
