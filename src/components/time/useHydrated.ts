import { useSyncExternalStore } from "react";

/** False on the server and in the render that hydrates; what depends on the browser (its time zone) waits for true. */
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
