import { useEffect, useRef, useState } from "react";

/** People who hear a page can't skim it: no live region speaks more often than this. */
export const ANNOUNCEMENT_GAP_MS = 5_000;

/**
 * What a polite live region should say now. Nothing on mount, nor the first message at all, which stands on the page
 * already; then every change of `message`, the latest one where several come within five seconds. A failure is also
 * said where it is the first message: whoever does not see the page would wait for content that does not come.
 */
export function useAnnouncement(message: string, isFailure: boolean): string {
  const [said, setSaid] = useState("");
  const known = useRef(isFailure ? "" : message);
  const lastAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (known.current === "" && !isFailure) known.current = message;
    if (message === known.current) return undefined;
    const timer = setTimeout(
      () => {
        known.current = message;
        lastAtMs.current = Date.now();
        setSaid(message);
      },
      Math.max(0, lastAtMs.current + ANNOUNCEMENT_GAP_MS - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [message, isFailure]);
  return said;
}
