import { useQuery, type UseQueryOptions, type UseQueryResult } from "@tanstack/react-query";
import type { Server } from "./startServer";

export interface WireJob {
  readonly jobId: string;
  readonly status: string;
  readonly stage?: string;
  readonly progress?: number;
}

/** The hand-written version: TanStack's own polling, without longrun. */
export function handWritten(jobId: string, server: Server, intervalMs: number): UseQueryOptions<WireJob> {
  return {
    queryKey: ["job", jobId],
    queryFn: async ({ signal }) => {
      const response = await server.fetch(`/v1/jobs/${jobId}`, { signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return (await response.json()) as WireJob;
    },
    refetchInterval: ({ state }) => (state.data?.status === "running" ? intervalMs : false),
  };
}

export function useBareQuery(jobId: string, server: Server, intervalMs: number): UseQueryResult<WireJob> {
  return useQuery(handWritten(jobId, server, intervalMs));
}

/** Spreading reads every field, so it subscribes to every field. */
export function useSpreadQuery(jobId: string, server: Server, intervalMs: number): UseQueryResult<WireJob> {
  return { ...useQuery(handWritten(jobId, server, intervalMs)) } as UseQueryResult<WireJob>;
}
