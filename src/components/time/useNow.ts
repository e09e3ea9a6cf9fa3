import { useSyncExternalStore } from "react";
import { useLongrunClient } from "../../hooks/useLongrunClient";
import { onTick } from "./onTick";

/**
 * What `read` makes of the present, each second; it renders only when that differs. Null while the page hydrates: a
 * server's present is not the browser's.
 */
export function useNow<Shown extends string | number | boolean | null>(read: (nowMs: number) => Shown): Shown | null {
  const { now } = useLongrunClient();
  // Whole seconds: asked twice in one render, it says the same.
  return useSyncExternalStore<Shown | null>(
    onTick,
    () => read(Math.floor(now() / 1_000) * 1_000),
    () => null,
  );
}
