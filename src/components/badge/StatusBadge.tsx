import type { ForwardedRef, ReactElement } from "react";
import type { OperationValue } from "../../operations/defineOperation";
import type { Words } from "../labels/Words";
import { Icon } from "../part/Icon";
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
    children: value ? (
      <>
        <Icon name={statusIcon(value.status, value.outcome)} />
        <span>{words.name("status", value.rawStatus)}</span>
      </>
    ) : phase === "failed" ? (
      <>
        <Icon name="warning" />
        <span>{words.text("unavailable")}</span>
      </>
    ) : (
      <span>{phase === "loading" ? words.text("loading") : emptyText}</span>
    ),
  };
  return renderPart("span", name, state, own, given, forwardedRef);
}
