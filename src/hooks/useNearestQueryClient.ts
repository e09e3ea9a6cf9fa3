import { QueryClientContext, type QueryClient } from "@tanstack/react-query";
import { useContext } from "react";
import { OperationError } from "../operations/error/OperationError";
import type { ClientErrorCode } from "../operations/error/OwnErrorCode";
import { isDevelopment } from "../polling/isDevelopment";

/**
 * TanStack's `useQueryClient`, with an error that names the two mistakes that lead to it. Its own sentence, “No
 * QueryClient set”, sends whoever has two copies of the package looking for a provider that is there.
 *
 * @param operation Name of what is to be watched or done.
 * @throws OperationError `NO_QUERY_CLIENT`
 */
export function useNearestQueryClient(operation: string): QueryClient {
  const queryClient = useContext(QueryClientContext);
  if (queryClient === undefined) {
    const hint = /* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production" ? HINT : "";
    throw new OperationError({
      code: "NO_QUERY_CLIENT" satisfies ClientErrorCode,
      operation,
      message: `${operation}: no QueryClient in sight${hint}.`,
    });
  }
  return queryClient;
}

const HINT =
  ". Either there is no <QueryClientProvider> around this component; or there is one, of another copy of " +
  "@tanstack/react-query than longrun uses: " +
  "`npm ls @tanstack/react-query` has to show one version, which `npm dedupe`, one version range for all, or your " +
  "bundler's `dedupe` brings about";
