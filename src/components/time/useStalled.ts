import { isStalled, type StallableValue } from "../../providers/isStalled";
import { useNow } from "./useNow";

/** Whether a watched operation takes longer than usual; renders when that begins, and at no other time. */
export function useStalled(value: StallableValue | undefined, isWatched: boolean): boolean {
  return useNow((nowMs) => isWatched && isStalled(value, nowMs)) ?? false;
}
