import { useSyncExternalStore } from "react";
import { useLongrunClient } from "../../hooks/useLongrunClient";
import { onTick } from "./onTick";

/**
 * Calls `read` with the present each second, and renders only when its result changes. Null while the page hydrates,
 * since the server's present is not the browser's.
 */
export function useNow<Shown extends string | number | boolean | null>(read: (nowMs: number) => Shown): Shown | null {
  const { now } = useLongrunClient();
  // Whole seconds, so that two reads in one render agree.
  return useSyncExternalStore<Shown | null>(
    onTick,
    () => read(Math.floor(now() / 1_000) * 1_000),
    () => null,
  );
}
