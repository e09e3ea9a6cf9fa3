import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { askNow } from "./askNow";
import { demoApi, type DemoState } from "./demoApi";

export const DEMO_STATE_KEY = ["demo", "state"] as const;

/**
 * Polls the demo server's state every few seconds, because another tab may have changed it, and the server may be down.
 * When the server is back, every unsettled operation is read at once instead of at its next attempt.
 */
export function useDemoState(): UseQueryResult<DemoState> {
  const queryClient = useQueryClient();
  const result = useQuery({
    queryKey: DEMO_STATE_KEY,
    queryFn: ({ signal }) => demoApi.state(signal),
    refetchInterval: 3_000,
    retry: false,
    // A server on this machine can be reached without a network.
    networkMode: "always",
  });
  const { isError } = result;
  const wasGone = useRef(false);
  useEffect(() => {
    if (wasGone.current && !isError) askNow(queryClient);
    wasGone.current = isError;
  }, [isError, queryClient]);
  return result;
}
