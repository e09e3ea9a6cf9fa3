import { isStalled, type StallableValue } from "../../operations/value/isStalled";
import { useNow } from "./useNow";

/** Whether a watched operation takes longer than usual; renders only when that changes. */
export function useStalled(value: StallableValue | undefined, isWatched: boolean): boolean {
  return useNow((nowMs) => isWatched && isStalled(value, nowMs)) ?? false;
}
