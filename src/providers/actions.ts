import * as z from "zod/mini";
import type { Action, AnyOperation } from "../operations/Operation";
import type { Schema } from "../operations/Schema";
import { jobOperation } from "./layers/job";
import { leaseRequestOperation } from "./layers/leaseRequest";
import { lineRequestOperation } from "./tuco/lineRequest";
import { paramNames } from "../operations/path/operationPath";

/* @__NO_SIDE_EFFECTS__ */
function builtInAction<Input, const Path extends string>(
  action: Pick<Action<Input, Path>, "name" | "operation" | "path" | "creates"> & { readonly input: Schema<Input> },
): Action<Input, Path> {
  return Object.freeze({ method: "POST", ...action, params: Object.freeze(paramNames(action.path)) });
}

/**
 * Cancels a job: cooperative, so the job goes on until its status says otherwise. @see Layers, `POST
 * /v1/jobs/:jobId/cancel`
 */
export const cancelJobAction: Action<unknown, "/v1/jobs/:jobId/cancel"> = /* @__PURE__ */ (() =>
  // In a function marked pure, so that bundlers can drop it where nobody uses it: the calls of zod in it would hold it.
  builtInAction({
    name: "cancel",
    operation: jobOperation,
    path: "/v1/jobs/:jobId/cancel",
    // It takes no input: anything given is dropped.
    input: z.pipe(
      z.unknown(),
      z.transform(() => ({})),
    ),
    creates: false,
  }))();

/** The input of a lease request. */
export interface LeaseRequestInput {
  /** How many accounts, 1–50. */
  readonly count: number;
  readonly niche: {
    readonly vertical: string;
    readonly audience?: string | undefined;
    /** BCP 47, such as `en-US`. */
    readonly language?: string | undefined;
    /** ISO 3166 country codes. */
    readonly geo?: readonly string[] | undefined;
  };
  readonly target?: unknown;
  /** For the people who fulfil it; up to 2,000 characters. */
  readonly note?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Asks for leased accounts. @see Layers, `POST /v1/projects/:projectId/leased-accounts/request` */
export const requestLeaseAction: Action<
  LeaseRequestInput & { readonly projectId?: string | undefined },
  "/v1/projects/:projectId/leased-accounts/request"
> = /* @__PURE__ */ (() =>
  builtInAction({
    name: "request",
    operation: leaseRequestOperation,
    path: "/v1/projects/:projectId/leased-accounts/request",
    input: z.object({
      projectId: z.optional(z.string()),
      count: z.int().check(z.minimum(1), z.maximum(50)),
      niche: z.object({
        vertical: z.string().check(z.minLength(1)),
        audience: z.optional(z.string()),
        language: z.optional(z.string()),
        geo: z.optional(z.array(z.string())),
      }),
      target: z.optional(z.unknown()),
      note: z.optional(z.string().check(z.maxLength(2_000))),
      requestId: z.optional(z.string()),
    }),
    creates: true,
  }))();

/** The input of a line request. */
export interface LineRequestInput {
  readonly firstName: string;
  readonly lastName: string;
  readonly channelType: "phone" | "email";
  readonly lineType?: "purchased" | "byon" | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly zipcode?: string | undefined;
  readonly state?: string | undefined;
  readonly forwardCallsTo?: string | undefined;
  readonly profileImageUrl?: string | undefined;
}

/** Asks for a line. @see Tuco, `POST /api/line-requests` */
export const createLineRequestAction: Action<
  LineRequestInput & { readonly idempotencyKey?: string | undefined },
  "/api/line-requests"
> = /* @__PURE__ */ (() =>
  builtInAction({
    name: "create",
    operation: lineRequestOperation,
    path: "/api/line-requests",
    input: z.object({
      firstName: z.string(),
      lastName: z.string(),
      channelType: z.enum(["phone", "email"]),
      lineType: z.optional(z.enum(["purchased", "byon"])),
      email: z.optional(z.string()),
      phone: z.optional(z.string()),
      zipcode: z.optional(z.string()),
      state: z.optional(z.string()),
      forwardCallsTo: z.optional(z.string()),
      profileImageUrl: z.optional(z.string()),
      idempotencyKey: z.optional(z.string()),
    }),
    creates: true,
  }))();

/**
 * Gets the payment link of a line request again, or cancels it while it awaits payment. @see Tuco, `POST
 * /api/line-requests/:id`
 */
export const actOnLineRequestAction: Action<
  { readonly action: "payment_link" | "cancel" },
  "/api/line-requests/:lineRequestId"
> = /* @__PURE__ */ (() =>
  builtInAction({
    name: "act",
    operation: lineRequestOperation,
    path: "/api/line-requests/:lineRequestId",
    input: z.object({ action: z.enum(["payment_link", "cancel"]) }),
    creates: false,
  }))();

/** All actions: no other call besides reads exists. */
export const ACTIONS: readonly Action[] = [
  cancelJobAction,
  requestLeaseAction,
  createLineRequestAction,
  actOnLineRequestAction,
];

/** The built-in operations. */
export const OPERATIONS: readonly AnyOperation[] = [jobOperation, leaseRequestOperation, lineRequestOperation];
