import * as z from "zod/mini";
import { backoff } from "../../polling/backoff";
import { defineOperation } from "../../operations/defineOperation";
import type { Operation } from "../../operations/Operation";
import type { ValueOf } from "../../operations/ValueOf";
import { mistakenIds } from "../../operations/mistakenIds";
import { recognizedBy } from "../../operations/value/operationOf";
import { lenient, lenientText } from "../../operations/lenient";

/** A lease request as Layers sends it. */
export interface LeaseRequestWire {
  readonly requestId: string;
  readonly projectId?: string | null | undefined;
  readonly status: string;
  /** ISO 8601. */
  readonly submittedAt?: string | null | undefined;
  /** ISO 8601; null while nobody has been assigned. */
  readonly assignedAt?: string | null | undefined;
  readonly assignedSocialAccountIds: readonly string[];
  /** Why it was fulfilled in part or not at all, in words. Untrusted text. */
  readonly note?: string | null | undefined;
}

/** The statuses of a lease request and the outcome each means; the last three are announced by Layers, not sent yet. */
export const LEASE_REQUEST_STATUSES = {
  requested: null,
  assigned: "success",
  partial: "partial",
  rejected: "failure",
  in_review: null,
  provisioning: null,
  failed: "failure",
} as const;

const HOUR_MS = 3_600_000;

/**
 * A request for leased accounts. People fulfil it, in business days, so it is asked about once an hour.
 *
 * @see Layers, reference of `GET /v1/projects/:projectId/leased-accounts/requests/:requestId`
 */
export const leaseRequestOperation: Operation<
  LeaseRequestWire,
  typeof LEASE_REQUEST_STATUSES,
  "/v1/projects/:projectId/leased-accounts/requests/:requestId"
> = /* @__PURE__ */ (() =>
  // In a function marked pure, so that bundlers can drop it where nobody uses it: the calls of zod in it would hold it.
  recognizedBy(
    defineOperation({
      name: "layers.lease-request",
      endpoint: "layers",
      path: "/v1/projects/:projectId/leased-accounts/requests/:requestId",
      schema: z.looseObject({
        requestId: z.string(),
        projectId: lenientText,
        status: z.string(),
        submittedAt: lenientText,
        assignedAt: lenientText,
        assignedSocialAccountIds: lenient((ids) =>
          Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [],
        ),
        note: lenientText,
      }),
      statuses: LEASE_REQUEST_STATUSES,
      cadence: backoff({ initialMs: HOUR_MS, maxMs: HOUR_MS, factor: 1, jitter: 0.05 }),
      mistakenIds: mistakenIds({ projectId: "a project", requestId: "a lease request" }),
      // “Typical turnaround is under 48 hours in business days”: with a weekend between, four days.
      stalledAfterMs: 4 * 24 * HOUR_MS,
    }),
    (value) => "requestId" in value && "submittedAt" in value,
  ))();

/** A lease request as the hooks give it. */
export type LeaseRequest = ValueOf<typeof leaseRequestOperation>;
