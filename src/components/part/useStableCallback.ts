import { useCallback, useEffect, useRef } from "react";

/**
 * A callback with a stable identity that calls the latest one passed in, so that memoised children don't render again.
 */
export function useStableCallback<Arguments extends readonly unknown[]>(
  callback: (...args: Arguments) => void,
): (...args: Arguments) => void {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  return useCallback((...args: Arguments) => latest.current(...args), []);
}
