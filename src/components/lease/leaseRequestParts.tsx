import type { CSSProperties } from "react";
import { statusContent } from "../badge/statusContent";
import { DateText } from "../time/DateText";
import type { Part, PartProps } from "../part/Part";
import { readErrorContent } from "../watch/readErrorContent";
import { watchNotice } from "../watch/watchNotice";
import { leaseRequestPart } from "./leaseRequestPart";

/** Holds the title and the status side by side. Renders a `<div>` element. */
export const LeaseRequestHeader: Part<PartProps<"div">, "div"> = /* @__PURE__ */ leaseRequestPart(
  "div",
  "Header",
  () => ({}),
);

/**
 * Says that these are leased accounts, that the request is loading, or that there is none. Renders a `<strong>`
 * element.
 */
export const LeaseRequestTitle: Part<PartProps<"strong">, "strong"> = /* @__PURE__ */ leaseRequestPart(
  "strong",
  "Title",
  ({ state, words }) => ({
    children: words.text(
      state.phase === "loading" ? "loading" : state.phase === "empty" ? "noLeaseRequest" : "leaseRequest",
    ),
  }),
);

/** The request's status as an icon and a word. Renders a `<span>` element. */
export const LeaseRequestStatus: Part<PartProps<"span">, "span"> = /* @__PURE__ */ leaseRequestPart(
  "span",
  "Status",
  ({ request, words }) => (request ? { children: statusContent(request, words) } : null),
  "badge",
);

/** How many of the accounts are assigned, in words. Renders a `<p>` element. */
export const LeaseRequestCount: Part<PartProps<"p">, "p"> = /* @__PURE__ */ leaseRequestPart(
  "p",
  "Count",
  ({ request, words, assigned, count }) =>
    request
      ? {
          children:
            count === null
              ? words.text("assignedCount", { count: assigned })
              : words.text("assignedOf", { assigned, count }),
        }
      : null,
);

/**
 * How many of the accounts are assigned, as an APG meter. Renders a `<div>` element; nothing while it is not known how
 * many were asked for.
 */
export const LeaseRequestMeter: Part<PartProps<"div">, "div"> = /* @__PURE__ */ leaseRequestPart(
  "div",
  "Meter",
  ({ request, words, assigned, count }) =>
    request && count !== null
      ? {
          role: "meter",
          "aria-label": words.text("leaseRequest"),
          "aria-valuemin": 0,
          "aria-valuemax": count,
          "aria-valuenow": assigned,
          "aria-valuetext": words.text("assignedOf", { assigned, count }),
          // React's CSSProperties don't list custom properties.
          style: { "--longrun-fraction": assigned / count } as CSSProperties,
          children: <span data-longrun="lease-request-fill" />,
        }
      : null,
  "bar",
);

/**
 * The note of the people who fulfil the request: why it was fulfilled in part, or not at all. Renders a `<p>` element,
 * or nothing.
 */
export const LeaseRequestNote: Part<PartProps<"p">, "p"> = /* @__PURE__ */ leaseRequestPart(
  "p",
  "Note",
  ({ request }) => (request?.note ? { children: <bdi>{request.note}</bdi> } : null),
);

/** When the request was submitted and assigned. Renders a `<dl>` element. */
export const LeaseRequestDates: Part<PartProps<"dl">, "dl"> = /* @__PURE__ */ leaseRequestPart(
  "dl",
  "Dates",
  ({ request, words }) => {
    const dates = (
      [
        ["submitted", request?.submittedAt],
        ["assigned", request?.assignedAt],
      ] as const
    ).filter(([, iso]) => !Number.isNaN(Date.parse(iso ?? "")));
    if (dates.length === 0) return null;
    return {
      children: dates.map(([key, iso]) => (
        <div key={key}>
          <dt>{words.text(key)}</dt>
          <dd>
            <DateText iso={iso} words={words} />
          </dd>
        </div>
      )),
    };
  },
);

/** Says that people fulfil the request, and how long that takes, until it has ended. Renders a `<p>` element. */
export const LeaseRequestHint: Part<PartProps<"p">, "p"> = /* @__PURE__ */ leaseRequestPart(
  "p",
  "Hint",
  ({ request, words }) => (request && !request.isTerminal ? { children: words.text("fulfilledByPeople") } : null),
);

/**
 * Says that reads fail and are retried, that the page is offline, or that the request takes longer than usual. Renders
 * a `<div>` element, or nothing.
 */
export const LeaseRequestNotice: Part<PartProps<"div">, "div"> = /* @__PURE__ */ leaseRequestPart(
  "div",
  "Notice",
  ({ watched, state, words }) => {
    const children = watchNotice(watched, state.isStalled === true, words);
    return children && { children };
  },
);

/** Why the request can no longer be read, with a button that tries again. Renders a `<div>` element, or nothing. */
export const LeaseRequestError: Part<PartProps<"div">, "div"> = /* @__PURE__ */ leaseRequestPart(
  "div",
  "Error",
  ({ watched, words }) => {
    const children = readErrorContent(watched, words);
    return children && { children };
  },
);
