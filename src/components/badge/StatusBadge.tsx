import type { ForwardedRef, ReactElement } from "react";
import type { OperationValue } from "../../operations/defineOperation";
import type { Words } from "../labels/Words";
import { iconAndText } from "../part/iconAndText";
import type { PartProps, PartState } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { statusIcon } from "../part/statusIcon";
import type { Watched } from "../watch/Watched";

/** What a badge needs of an operation. */
export type BadgeValue = Pick<OperationValue, "status" | "rawStatus" | "outcome">;

export interface StatusBadgeProps {
  readonly name: string;
  readonly watched: Pick<Watched<BadgeValue>, "phase" | "value" | "error" | "watch">;
  readonly words: Words;
  readonly emptyText: string;
  readonly given: PartProps<"span">;
  readonly forwardedRef: ForwardedRef<HTMLSpanElement>;
}

/** An operation's status as an icon and a word: what all badges are. */
export function StatusBadge({ name, watched, words, emptyText, given, forwardedRef }: StatusBadgeProps): ReactElement {
  const { phase, value, error, watch } = watched;
  const state: PartState = { phase, status: value?.status, outcome: value?.outcome, watch };
  const own = {
    // The last status stands while reads fail; why they do is told on demand.
    title: error ? words.error(error) : undefined,
    children: badgeContent(watched, words, emptyText),
  };
  return renderPart("span", name, state, own, given, forwardedRef);
}

/** The icon and the word of a status; in words alone that it loads, or that there is none. */
export function badgeContent(
  { phase, value }: Pick<StatusBadgeProps["watched"], "phase" | "value">,
  words: Words,
  emptyText: string,
): ReactElement {
  if (value) return statusContent(value, words);
  if (phase === "failed") return iconAndText(words, "warning", words.text("unavailable"));
  return <span>{phase === "loading" ? words.text("loading") : emptyText}</span>;
}

/** The icon and the word of a status. */
export function statusContent({ status, rawStatus, outcome }: BadgeValue, words: Words): ReactElement {
  return iconAndText(words, statusIcon(status, outcome), words.name("status", rawStatus), rawStatus);
}
