import type { ForwardedRef, ReactElement } from "react";
import { useOperation } from "../../hooks/useOperation";
import type { AnyOperation, ParamsOf } from "../../operations/Operation";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import type { PartProps, PartState } from "../part/Part";
import { renderPart } from "../part/renderPart";
import { useWatched } from "../watch/useWatched";
import { drawnValue, givenValue, type Watched } from "../watch/Watched";
import { badgeValue } from "./badgeValue";
import { watchedStatusContent, type BadgeValue } from "./statusContent";

interface BadgeProps extends PartProps<"span"> {
  /** Its `data-longrun`. */
  readonly name: string;
  /** The label to show while there is no operation. */
  readonly emptyLabel: "noJob" | "noLeaseRequest" | "noLineRequest";
  readonly icons?: IconOverrides | undefined;
  readonly labels?: LabelOverrides | undefined;
  readonly forwardedRef: ForwardedRef<HTMLSpanElement>;
}

export interface OperationStatusBadgeProps extends BadgeProps {
  readonly operation: AnyOperation;
  /** Draws this wire status; wins over `value` and `params`. */
  readonly status?: string | undefined;
  /** Draws this value, or the service's JSON; wins over `params` unless undefined. */
  readonly value: unknown;
  /** Watches the operation with these parameters; null while there are none. */
  readonly params: ParamsOf<AnyOperation> | null;
}

/** The status of any operation as an icon and a word. The public badges are this one, each bound to its operation. */
export function OperationStatusBadge({
  operation,
  status,
  value,
  params,
  ...props
}: OperationStatusBadgeProps): ReactElement {
  if (status != null) return <Badge {...props} watched={drawnValue(badgeValue(operation, status))} />;
  if (value !== undefined || params === null) return <Badge {...props} watched={givenValue(operation, value)} />;
  return <WatchedBadge key={Object.values(params).join(" ")} {...props} operation={operation} params={params} />;
}

interface WatchedBadgeProps extends BadgeProps {
  readonly operation: AnyOperation;
  readonly params: ParamsOf<AnyOperation>;
}

function WatchedBadge({ operation, params, ...props }: WatchedBadgeProps): ReactElement {
  return <Badge {...props} watched={useWatched(useOperation(operation, params))} />;
}

function Badge({
  name,
  emptyLabel,
  watched,
  labels,
  icons,
  forwardedRef,
  ...given
}: BadgeProps & { readonly watched: Watched<BadgeValue> }): ReactElement {
  const words = useWords(labels, undefined, icons);
  const { phase, value, error, watch } = watched;
  const state: PartState = { phase, status: value?.status, outcome: value?.outcome, watch };
  const own = {
    // The last status stays while reads fail; the reason is shown on hover.
    title: error ? words.error(error) : undefined,
    children: watchedStatusContent(watched, words, words.text(emptyLabel)),
  };
  return renderPart("span", name, state, own, given, forwardedRef);
}
