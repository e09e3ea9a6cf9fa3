import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { askNow } from "./askNow";
import { demoApi, type DemoState } from "./demoApi";

export const DEMO_STATE_KEY = ["demo", "state"] as const;

/**
 * The state of the demo server, looked at every few seconds: another tab may have changed it, and the server may be
 * gone. Once it is back, every unsettled operation is asked about at once, rather than when its next attempt is due.
 */
export function useDemoState(): UseQueryResult<DemoState> {
  const queryClient = useQueryClient();
  const result = useQuery({
    queryKey: DEMO_STATE_KEY,
    queryFn: ({ signal }) => demoApi.state(signal),
    refetchInterval: 3_000,
    retry: false,
    // A server on this machine is there without a network, too.
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
