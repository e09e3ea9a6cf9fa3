import { useCallback, useEffect, useRef } from "react";

/**
 * A handler that stays the same from render to render and does what the last render's would: what it is passed to need
 * not render again.
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
