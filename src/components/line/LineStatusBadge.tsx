import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import { useLineRequest } from "../../hooks/useLineRequest";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import type { LineRequestSource } from "./LineRequestSource";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import type { Part, PartProps } from "../part/Part";
import { useWatched } from "../watch/useWatched";
import { drawnValue, givenValue, type Watched } from "../watch/Watched";
import { badgeValue } from "../badge/badgeValue";
import { StatusBadge, type BadgeValue } from "../badge/StatusBadge";

export interface LineStatusBadgeProps extends PartProps<"span">, LineRequestSource {
  /** Draws this wire status; goes before `lineRequest` and `lineRequestId`. */
  readonly status?: string | undefined;
  /** Drawn instead of the provider's icons here. */
  readonly icons?: IconOverrides | undefined;
  /** Said instead of the provider's labels here. */
  readonly labels?: LabelOverrides | undefined;
}

/**
 * A line request’s status as an icon and a word. Renders a `<span>` element.
 *
 * @example
 * <LineStatusBadge lineRequestId={lineRequestId} />
 */
export const LineStatusBadge: Part<LineStatusBadgeProps, "span"> = /* @__PURE__ */ forwardRef(function LineStatusBadge(
  { lineRequestId, lineRequest, status, ...props }: LineStatusBadgeProps,
  ref: ForwardedRef<HTMLSpanElement>,
) {
  if (status != null)
    return <Badge {...props} watched={drawnValue(badgeValue(lineRequestOperation, status))} forwardedRef={ref} />;
  if (lineRequest !== undefined || lineRequestId == null)
    return <Badge {...props} watched={givenValue(lineRequestOperation, lineRequest)} forwardedRef={ref} />;
  return <WatchedBadge key={lineRequestId} {...props} lineRequestId={lineRequestId} forwardedRef={ref} />;
});

interface InnerProps extends Omit<LineStatusBadgeProps, "status" | keyof LineRequestSource> {
  readonly forwardedRef: ForwardedRef<HTMLSpanElement>;
}

function WatchedBadge({ lineRequestId, ...props }: InnerProps & { readonly lineRequestId: string }): ReactElement {
  return <Badge {...props} watched={useWatched(useLineRequest(lineRequestId))} />;
}

function Badge({
  watched,
  labels,
  icons,
  forwardedRef,
  ...given
}: InnerProps & { readonly watched: Watched<BadgeValue> }): ReactElement {
  const words = useWords(labels, undefined, icons);
  return (
    <StatusBadge
      name="line-status-badge"
      watched={watched}
      words={words}
      emptyText={words.text("noLineRequest")}
      given={given}
      forwardedRef={forwardedRef}
    />
  );
}
