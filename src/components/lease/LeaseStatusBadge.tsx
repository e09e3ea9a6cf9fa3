import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import type { LeaseRequestParams } from "../../hooks/options/leaseRequestOptions";
import { useLeaseRequest } from "../../hooks/useLeaseRequest";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import { leaseParams } from "./leaseParams";
import type { LeaseRequestSource } from "./LeaseRequestSource";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import type { Part, PartProps } from "../part/Part";
import { useWatched } from "../watch/useWatched";
import { drawnValue, givenValue, type Watched } from "../watch/Watched";
import { badgeValue } from "../badge/badgeValue";
import { StatusBadge, type BadgeValue } from "../badge/StatusBadge";

interface LeaseStatusBadgeLooks extends PartProps<"span"> {
  /** Draws this wire status; goes before `leaseRequest` and `requestId`. */
  readonly status?: string | undefined;
  /** Drawn instead of the provider's icons here. */
  readonly icons?: IconOverrides | undefined;
  /** Said instead of the provider's labels here. */
  readonly labels?: LabelOverrides | undefined;
}

export type LeaseStatusBadgeProps = LeaseStatusBadgeLooks & LeaseRequestSource;

/**
 * A lease request’s status as an icon and a word. Renders a `<span>` element.
 *
 * @example
 * <LeaseStatusBadge projectId={projectId} requestId={requestId} />
 */
export const LeaseStatusBadge: Part<LeaseStatusBadgeProps, "span"> = /* @__PURE__ */ forwardRef(
  function LeaseStatusBadge(source: LeaseStatusBadgeProps, ref: ForwardedRef<HTMLSpanElement>) {
    const { projectId, requestId, leaseRequest, status, ...props } = source;
    if (status != null)
      return <Badge {...props} watched={drawnValue(badgeValue(leaseRequestOperation, status))} forwardedRef={ref} />;
    const params = leaseParams(source);
    if (params === null)
      return <Badge {...props} watched={givenValue(leaseRequestOperation, leaseRequest)} forwardedRef={ref} />;
    return <WatchedBadge key={`${projectId} ${requestId}`} {...props} params={params} forwardedRef={ref} />;
  },
);

interface InnerProps extends Omit<LeaseStatusBadgeLooks, "status"> {
  readonly forwardedRef: ForwardedRef<HTMLSpanElement>;
}

function WatchedBadge({ params, ...props }: InnerProps & { readonly params: LeaseRequestParams }): ReactElement {
  return <Badge {...props} watched={useWatched(useLeaseRequest(params))} />;
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
      name="lease-status-badge"
      watched={watched}
      words={words}
      emptyText={words.text("noLeaseRequest")}
      given={given}
      forwardedRef={forwardedRef}
    />
  );
}
