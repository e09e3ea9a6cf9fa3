import * as z from "zod/mini";
import { backoff } from "../../polling/backoff";
import { quickAfterFocus } from "../../polling/quickAfterFocus";
import { defineOperation } from "../../operations/defineOperation";
import type { Operation } from "../../operations/Operation";
import type { ValueOf } from "../../operations/ValueOf";
import { mistakenIds } from "../../operations/mistakenIds";
import { isRecord } from "../../operations/isRecord";
import { httpsLink, lenient, lenientBoolean, lenientText } from "../../operations/lenient";

/** The line that a request is about, as Tuco sends it. */
export interface Line {
  /** The id of the line request. */
  readonly _id?: string | null | undefined;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly channelType?: string | null | undefined;
  readonly lineType?: string | null | undefined;
  readonly provisioningStatus?: string | null | undefined;
  readonly paymentStatus?: string | null | undefined;
}

/** A line request as Tuco sends it. */
export interface LineRequestWire {
  readonly success?: boolean | undefined;
  readonly status: string;
  readonly paymentStatus?: string | null | undefined;
  readonly paymentRequired?: boolean | undefined;
  readonly line?: Line | undefined;
  /** A hosted invoice, while payment is due. Only an `https:` link is kept; any other is dropped. */
  readonly paymentUrl?: string | undefined;
  readonly invoiceId?: string | null | undefined;
}

/** The statuses of a line request and the outcome each means. */
export const LINE_REQUEST_STATUSES = {
  awaiting_payment: null,
  provisioning: null,
  active: "success",
  failed: "failure",
  canceled: "canceled",
} as const;

const LINE_FIELDS = [
  "_id",
  "firstName",
  "lastName",
  "channelType",
  "lineType",
  "provisioningStatus",
  "paymentStatus",
] as const satisfies (keyof Line)[];

/** The line without those of its fields that are no text. */
function readLine(value: unknown): Line | undefined {
  if (!isRecord(value)) return undefined;
  const unusable = LINE_FIELDS.filter((field) => value[field] !== null && typeof value[field] !== "string");
  return { ...value, ...Object.fromEntries(unusable.map((field) => [field, undefined])) };
}

/**
 * A request for a Tuco line. Tuco publishes no pace and no webhook for lines, so it is polled slowly, and quickly for
 * half a minute after the page comes back: a person may just have paid in another tab.
 *
 * @see Tuco, reference of “Get Line Request”
 */
export const lineRequestOperation: Operation<
  LineRequestWire,
  typeof LINE_REQUEST_STATUSES,
  "/api/line-requests/:lineRequestId"
> = /* @__PURE__ */ (() =>
  // In a function marked pure, so that bundlers can drop it where nobody uses it: the calls of zod in it would hold it.
  defineOperation({
    name: "tuco.line-request",
    endpoint: "tuco",
    path: "/api/line-requests/:lineRequestId",
    schema: z.looseObject({
      success: lenientBoolean,
      status: z.string(),
      paymentStatus: lenientText,
      paymentRequired: lenientBoolean,
      line: lenient(readLine),
      paymentUrl: httpsLink,
      invoiceId: lenientText,
    }),
    statuses: LINE_REQUEST_STATUSES,
    cadence: quickAfterFocus(backoff({ initialMs: 3_000, factor: 1.5, maxMs: 30_000, minMs: 2_000 })),
    read: (wire) => ({ status: wire.status, params: { lineRequestId: wire.line?._id } }),
    mistakenIds: mistakenIds({ lineRequestId: "a line request" }),
    stalledAfterMs: ({ status }) => (status === "awaiting_payment" ? Number.POSITIVE_INFINITY : 1_800_000),
  }))();

/** A line request as the hooks give it. */
export type LineRequest = ValueOf<typeof lineRequestOperation>;
