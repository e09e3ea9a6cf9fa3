import { forwardRef, type ForwardedRef, type ReactElement } from "react";
import { useLineRequest } from "../../hooks/useLineRequest";
import { useLineRequestAction } from "../../hooks/action/useLineRequestAction";
import { isHttpsLink } from "../../operations/lenient";
import { lineRequestOperation, type LineRequest } from "../../providers/tuco/lineRequest";
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
import { lineControl, type LineControl } from "./lineControl";
import { LineRequestContext, type LineRequestState } from "./LineRequestContext";
import type { LineRequestSource } from "./LineRequestSource";

export interface LineRequestRootProps extends PartProps<"div">, LineRequestSource {
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
  /** This component's locale (BCP 47). @default the provider's */
  readonly locale?: string | undefined;
}

/**
 * Watches a line request by id, or takes it by value, and derives once what its parts show. Renders a `<div>` element.
 */
export const LineRequestRoot: Part<LineRequestRootProps, "div"> = /* @__PURE__ */ forwardRef(function LineRequestRoot(
  { lineRequestId, lineRequest, ...props }: LineRequestRootProps,
  ref: ForwardedRef<HTMLDivElement>,
) {
  if (lineRequest !== undefined || lineRequestId == null) {
    const watched = givenValue(lineRequestOperation, lineRequest);
    return <Root key={watched.value?.line?._id ?? ""} {...props} watched={watched} control={null} forwardedRef={ref} />;
  }
  return <WatchedRoot key={lineRequestId} {...props} lineRequestId={lineRequestId} forwardedRef={ref} />;
});

interface InnerProps extends Omit<LineRequestRootProps, keyof LineRequestSource> {
  readonly forwardedRef: ForwardedRef<HTMLDivElement>;
}

function WatchedRoot({ lineRequestId, ...props }: InnerProps & { readonly lineRequestId: string }): ReactElement {
  const watched = useWatched(useLineRequest(lineRequestId));
  return <Root {...props} watched={watched} control={lineControl(useLineRequestAction(lineRequestId))} />;
}

interface RootProps extends InnerProps {
  readonly watched: Watched<LineRequest>;
  readonly control: LineControl | null;
}

function Root({ watched, control, labels, icons, locale, forwardedRef, children, ...props }: RootProps): ReactElement {
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
  const title = nameOf(request) ?? words.text("lineRequest");
  const paymentUrl = control?.paymentUrl ?? request?.paymentUrl;
  const shown: LineRequestState = {
    watched,
    request,
    state,
    words,
    title,
    control,
    paymentUrl: isHttpsLink(paymentUrl) ? paymentUrl : null,
  };
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
    <LineRequestContext.Provider value={shown}>
      {renderPart("div", "line-request-card", state, own, props, forwardedRef)}
    </LineRequestContext.Provider>
  );
}

function nameOf(request: LineRequest | undefined): string | null {
  const name = [request?.line?.firstName, request?.line?.lastName].filter(Boolean).join(" ").trim();
  return name === "" ? null : name;
}
