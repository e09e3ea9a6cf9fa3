import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { JobProgress, jobOptions } from "longrun";
import Link from "next/link";
import { visitorClient } from "../../visitorClient";

/** A server component: the job is in the HTML, and the browser goes on from there. */
export default async function Page({ params }: { readonly params: Promise<{ jobId: string }> }) {
  const { jobId } = await params;
  const queryClient = new QueryClient();
  await queryClient.prefetchQuery(jobOptions(jobId, await visitorClient()));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <JobProgress jobId={jobId} />
      <Link href={`/hooks/${jobId}`}>The same with hooks</Link>
    </HydrationBoundary>
  );
}
