import type { Words } from "../labels/Words";
import type { Watched } from "./Watched";

/**
 * Why nothing can be shown, or nothing new any more, for those who hear a page; null while reads do well enough. A
 * passing failure that leaves a value standing is not worth a word.
 */
export function readFailure(
  { value, watch, error }: Pick<Watched<unknown>, "value" | "watch" | "error">,
  words: Words,
): string | null {
  if (error === null) return null;
  if (watch === "stopped") return words.error(error);
  return watch === "retrying" && value === undefined ? `${words.error(error)} ${words.text("tryingAgain")}` : null;
}
