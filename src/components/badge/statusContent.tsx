import type { ReactElement } from "react";
import type { OperationValue } from "../../operations/OperationValue";
import type { Words } from "../labels/Words";
import { iconAndText } from "../part/iconAndText";
import { statusIcon } from "../part/statusIcon";
import type { Watched } from "../watch/Watched";

/** The fields of an operation that a badge shows. */
export type BadgeValue = Pick<OperationValue, "status" | "rawStatus" | "outcome">;

/** A status as an icon and a word. */
export function statusContent({ status, rawStatus, outcome }: BadgeValue, words: Words): ReactElement {
  return iconAndText(words, statusIcon(status, outcome), words.name("status", rawStatus), rawStatus);
}

/** A watched status as an icon and a word; while there is no value, the words for loading, failed or empty. */
export function watchedStatusContent(
  { phase, value }: Pick<Watched<BadgeValue>, "phase" | "value">,
  words: Words,
  emptyText: string,
): ReactElement {
  if (value) return statusContent(value, words);
  if (phase === "failed") return iconAndText(words, "warning", words.text("unavailable"));
  return <span>{phase === "loading" ? words.text("loading") : emptyText}</span>;
}
