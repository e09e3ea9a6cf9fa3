import { useSyncExternalStore } from "react";

/**
 * False on the server and while hydrating, then true. Content that depends on the browser, such as its time zone, waits
 * for true.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    noSubscription,
    () => true,
    () => false,
  );
}

function noSubscription(): () => void {
  return () => undefined;
}
