import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import { useHydrated } from "./useHydrated";

/**
 * A date and time in the page's time zone; in UTC until hydrated, since a server does not know the page's. Nothing for
 * an invalid date.
 */
export function DateText({
  iso,
  words,
}: {
  readonly iso: string | null | undefined;
  readonly words: Words;
}): ReactElement | null {
  const timeZone = useHydrated() ? undefined : "UTC";
  const atMs = Date.parse(iso ?? "");
  if (Number.isNaN(atMs)) return null;
  return <time dateTime={new Date(atMs).toISOString()}>{words.date(atMs, timeZone)}</time>;
}
