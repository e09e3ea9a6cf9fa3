import { isHttpsLink } from "../../operations/lenient";
import { LINE_REQUEST_STATUSES } from "./lineRequest";

/** Tuco's refusals of a line request. */
type Refusal = "subscription_required" | "forbidden_line_type";

/** Tuco's answer to a request for a line, or to an action on one. */
export interface LineRequestAnswer {
  /** The request's status after it, why it was refused, or `'unknown'` for anything else. */
  readonly status: keyof typeof LINE_REQUEST_STATUSES | Refusal | "unknown";
  readonly rawStatus: string;
  /** Whether the action was done. */
  readonly accepted: boolean;
  /** Id of the request, to watch it with. */
  readonly lineRequestId?: string | undefined;
  /** The hosted invoice, while payment is due. Only an `https:` link is kept. */
  readonly paymentUrl?: string | undefined;
  readonly invoiceId?: string | undefined;
  /** Whether the invoice had been made before. */
  readonly reused?: boolean | undefined;
  /** Why it was refused, in the provider's words. Untrusted text. */
  readonly message?: string | undefined;
  /** Where a subscription can be taken out. Only an `https:` link is kept. */
  readonly redirect?: string | undefined;
}

const REFUSALS: readonly string[] = ["subscription_required", "forbidden_line_type"] satisfies Refusal[];

/**
 * Reads the answer of a POST to a line request, the documented refusals (403, 409) included; null when it is none of
 * them.
 */
export function readLineRequestAnswer(body: unknown): LineRequestAnswer | null {
  if (typeof body !== "object" || body === null) return null;
  const { status, success, line, ...rest } = body as Readonly<Record<string, unknown>>;
  if (typeof status !== "string") return null;
  const known = Object.hasOwn(LINE_REQUEST_STATUSES, status) || REFUSALS.includes(status);
  return {
    // Looked up on the line above.
    status: known ? (status as LineRequestAnswer["status"]) : "unknown",
    rawStatus: status,
    accepted: success !== false && !REFUSALS.includes(status),
    ...text("lineRequestId", rest["lineRequestId"] ?? (line as { readonly _id?: unknown } | undefined)?._id),
    ...link("paymentUrl", rest["paymentUrl"]),
    ...text("invoiceId", rest["invoiceId"]),
    ...(typeof rest["reused"] === "boolean" ? { reused: rest["reused"] } : {}),
    ...text("message", rest["message"]),
    ...link("redirect", rest["redirect"]),
  };
}

function text<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string } {
  return typeof value === "string" ? ({ [name]: value } as { readonly [N in Name]: string }) : {};
}

function link<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string } {
  return isHttpsLink(value) ? text(name, value) : {};
}
