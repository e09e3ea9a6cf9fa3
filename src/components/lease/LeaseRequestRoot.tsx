import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import type { LeaseRequestParams } from "../../hooks/options/leaseRequestOptions";
import { useLeaseRequest } from "../../hooks/useLeaseRequest";
import { leaseRequestOperation, type LeaseRequest } from "../../providers/layers/leaseRequest";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import { useWords } from "../labels/WordsContext";
import { Announcer } from "../part/Announcer";
import type { Part, PartProps, PartState } from "../part/Part";
import { readFailureAnnouncement } from "../watch/readFailureAnnouncement";
import { renderPart } from "../part/renderPart";
import { useStalled } from "../time/useStalled";
import { useWatched } from "../watch/useWatched";
import { givenValue, type Watched } from "../watch/Watched";
import { leaseCount } from "./leaseCount";
import { leaseParams } from "./leaseParams";
import { LeaseRequestContext, type LeaseRequestState } from "./LeaseRequestContext";
import type { LeaseRequestSource } from "./LeaseRequestSource";

interface LeaseRequestLooks extends PartProps<"div"> {
  /** How many accounts were asked for. The service's answer does not contain this number. */
  readonly count?: number | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
  /** This component's locale (BCP 47). @default the provider's */
  readonly locale?: string | undefined;
}

export type LeaseRequestRootProps = LeaseRequestLooks & LeaseRequestSource;

/**
 * Watches a lease request by its ids, or takes it by value, and derives once what its parts show. Renders a `<div>`
 * element.
 */
export const LeaseRequestRoot: Part<LeaseRequestRootProps, "div"> = /* @__PURE__ */ forwardRef(
  function LeaseRequestRoot(source: LeaseRequestRootProps, ref: ForwardedRef<HTMLDivElement>) {
    const { projectId, requestId, leaseRequest, ...props } = source;
    const params = leaseParams(source);
    if (params === null) {
      const watched = givenValue(leaseRequestOperation, leaseRequest);
      return <Root key={watched.value?.requestId ?? ""} {...props} watched={watched} forwardedRef={ref} />;
    }
    return <WatchedRoot key={`${projectId} ${requestId}`} {...props} params={params} forwardedRef={ref} />;
  },
);

interface InnerProps extends LeaseRequestLooks {
  readonly forwardedRef: ForwardedRef<HTMLDivElement>;
}

function WatchedRoot({ params, ...props }: InnerProps & { readonly params: LeaseRequestParams }): ReactElement {
  return <Root {...props} watched={useWatched(useLeaseRequest(params))} />;
}

function Root({
  watched,
  count,
  labels,
  icons,
  locale,
  forwardedRef,
  children,
  ...props
}: InnerProps & { readonly watched: Watched<LeaseRequest> }): ReactElement {
  const words = useWords(labels, locale, icons);
  const request = watched.value;
  const isStalled = useStalled(request, watched.watch !== undefined);
  const state: PartState = {
    phase: watched.phase,
    status: request?.status,
    outcome: request?.outcome,
    watch: watched.watch,
    isStalled,
  };
  const shown: LeaseRequestState = { watched, request, state, words, ...leaseCount(request, count) };
  const title = words.text("leaseRequest");
  const own = {
    role: "group",
    "aria-label": title,
    "aria-busy": watched.phase === "loading" ? true : undefined,
    children: (
      <>
        {children}
        <Announcer
          message={request ? words.text("ended", { kind: title, status: words.name("status", request.rawStatus) }) : ""}
          failure={readFailureAnnouncement(watched, words)}
        />
      </>
    ),
  };
  return (
    <LeaseRequestContext.Provider value={shown}>
      {renderPart("div", "lease-request-card", state, own, props, forwardedRef)}
    </LeaseRequestContext.Provider>
  );
}
