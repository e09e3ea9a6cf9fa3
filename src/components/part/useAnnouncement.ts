import { useEffect, useRef, useState } from "react";

/** Shortest time between two announcements: people who listen to a page can't skim it. */
export const ANNOUNCEMENT_GAP_MS = 5_000;

/**
 * The text of a polite live region. The first message is not announced, since it is part of the page already. Every
 * later change is, and of several within five seconds the latest. A failure is announced even as the first message: a
 * person who can't see the page would wait for content that does not come.
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
