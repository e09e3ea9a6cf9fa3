import { statusContent } from "../badge/statusContent";
import type { Part, PartProps } from "../part/Part";
import { readErrorContent } from "../watch/readErrorContent";
import { watchNotice } from "../watch/watchNotice";
import type { LineAction } from "./lineControl";
import type { LineRequestState } from "./LineRequestContext";
import { lineRequestPart } from "./lineRequestPart";

/** Holds the title and the status side by side. Renders a `<div>` element. */
export const LineRequestHeader: Part<PartProps<"div">, "div"> = /* @__PURE__ */ lineRequestPart(
  "div",
  "Header",
  () => ({}),
);

/** The name on the line; or says that the request is loading, or that there is none. Renders a `<strong>` element. */
export const LineRequestTitle: Part<PartProps<"strong">, "strong"> = /* @__PURE__ */ lineRequestPart(
  "strong",
  "Title",
  ({ state, words, title }) => ({
    children:
      state.phase === "loading" ? (
        words.text("loading")
      ) : state.phase === "empty" ? (
        words.text("noLineRequest")
      ) : (
        <bdi>{title}</bdi>
      ),
  }),
);

/** The request's status as an icon and a word. Renders a `<span>` element. */
export const LineRequestStatus: Part<PartProps<"span">, "span"> = /* @__PURE__ */ lineRequestPart(
  "span",
  "Status",
  ({ request, words }) => (request ? { children: statusContent(request, words) } : null),
  "badge",
);

/** The next step: “Pay the invoice to continue.” Renders a `<p>` element; nothing for an unknown status. */
export const LineRequestNext: Part<PartProps<"p">, "p"> = /* @__PURE__ */ lineRequestPart(
  "p",
  "Next",
  ({ request, words }) =>
    request && request.status !== "unknown" ? { children: words.name("lineNext", request.status) } : null,
);

/** Links to the hosted invoice, while payment is due. Renders an `<a>` element; nothing without an `https:` link. */
export const LineRequestPayLink: Part<PartProps<"a">, "a"> = /* @__PURE__ */ lineRequestPart(
  "a",
  "PayLink",
  ({ request, words, paymentUrl }) =>
    request?.status === "awaiting_payment" && paymentUrl !== null
      ? {
          href: paymentUrl,
          target: "_blank",
          rel: "noopener noreferrer",
          "data-primary": "",
          children: words.text("payInvoice"),
        }
      : null,
  "pay-button",
);

/** Asks for the payment link, where the request came without one. Renders a `<button>` element, or nothing. */
export const LineRequestGetLink: Part<PartProps<"button">, "button"> = /* @__PURE__ */ lineRequestPart(
  "button",
  "GetLink",
  (shown) =>
    shown.paymentUrl === null
      ? actionButton(shown, "payment_link", shown.words.text("getPaymentLink"), shown.words.text("gettingPaymentLink"))
      : null,
  "link-button",
);

/** Cancels the request, while it awaits payment. Renders a `<button>` element, or nothing. */
export const LineRequestCancel: Part<PartProps<"button">, "button"> = /* @__PURE__ */ lineRequestPart(
  "button",
  "Cancel",
  (shown) => actionButton(shown, "cancel", shown.words.text("cancelRequest"), shown.words.text("canceling")),
  "cancel-button",
);

function actionButton(
  { request, control }: LineRequestState,
  action: LineAction,
  label: string,
  busyLabel: string,
): Record<string, unknown> | null {
  if (request?.status !== "awaiting_payment" || !control) return null;
  return {
    type: "button",
    // Not `disabled`: a disabled button loses the keyboard's focus.
    "aria-disabled": control.pending !== null ? true : undefined,
    onClick: control.pending !== null ? undefined : () => control.act(action),
    children: control.pending === action ? busyLabel : label,
  };
}

/**
 * Holds the actions that are possible while payment is due, and shows why one was refused. Renders a `<div>` element,
 * or nothing.
 */
export const LineRequestActions: Part<PartProps<"div">, "div"> = /* @__PURE__ */ lineRequestPart(
  "div",
  "Actions",
  ({ request, control, paymentUrl, words }) => {
    if (request?.status !== "awaiting_payment" || (!control && paymentUrl === null)) return null;
    return {
      children: (
        <>
          <LineRequestPayLink /> <LineRequestGetLink /> <LineRequestCancel />
          {control?.refused && (
            <span data-longrun="refusal" role="status">
              <bdi>{control.refusal ?? words.text("actionFailed")}</bdi>
            </span>
          )}
        </>
      ),
    };
  },
);

/**
 * Says that reads fail and are retried, that the page is offline, or that the request takes longer than usual. Renders
 * a `<div>` element, or nothing.
 */
export const LineRequestNotice: Part<PartProps<"div">, "div"> = /* @__PURE__ */ lineRequestPart(
  "div",
  "Notice",
  ({ watched, state, words }) => {
    const children = watchNotice(watched, state.isStalled === true, words);
    return children && { children };
  },
);

/** Why the request can no longer be read, with a button that tries again. Renders a `<div>` element, or nothing. */
export const LineRequestError: Part<PartProps<"div">, "div"> = /* @__PURE__ */ lineRequestPart(
  "div",
  "Error",
  ({ watched, words }) => {
    const children = readErrorContent(watched, words);
    return children && { children };
  },
);
