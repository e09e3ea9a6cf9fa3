import { useEffect, useRef, useState } from "react";

/** People who hear a page can't skim it: no live region speaks more often than this. */
export const ANNOUNCEMENT_GAP_MS = 5_000;

/**
 * What a polite live region should say now. Nothing on mount, nor the first message at all, which stands on the page already; then every
 * change of `message`, the latest one where several come within five seconds.
 */
export function useAnnouncement(message: string): string {
  const [said, setSaid] = useState("");
  const known = useRef(message);
  const lastAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (known.current === "") known.current = message;
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
  }, [message]);
  return said;
}
