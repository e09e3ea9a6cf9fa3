import type { Words } from "../labels/Words";
import type { Watched } from "./Watched";

/**
 * The failure to announce to screen readers: reading has stopped, or there is no value yet. Null otherwise: a passing
 * failure with a value on screen is not announced.
 */
export function readFailureAnnouncement(
  { value, watch, error }: Pick<Watched<unknown>, "value" | "watch" | "error">,
  words: Words,
): string | null {
  if (error === null) return null;
  if (watch === "stopped") return words.error(error);
  return watch === "retrying" && value === undefined ? `${words.error(error)} ${words.text("tryingAgain")}` : null;
}
