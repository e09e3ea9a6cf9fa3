import type { RelayErrorCode } from "../../operations/error/OwnErrorCode";
import { OperationError } from "../../operations/error/OperationError";

/** A webhook as it came. */
export interface WebhookDelivery {
  readonly headers: Pick<Headers, "get">;
  /** The body, byte for byte: parsing and printing it again changes it, and then no signature fits. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Now, in ms since the epoch. */
  readonly nowMs: number;
}

/** A webhook of which is known who sent it. */
export interface VerifiedWebhook {
  /**
   * Stands for the event; repeats have the same. Only what was signed may tell it. `null` where nothing signed does:
   * the payload stands for itself then.
   */
  readonly id: string | null;
}

/**
 * How a provider signs its webhooks: `standardWebhooks`, `timestampedWebhooks`, `hmacWebhooks`, or an object of your
 * own with these methods.
 *
 * @example
 * const mine: WebhookScheme = {
 *   verify: async ({ headers, payload }) => {
 *     if (!(await isSignedByProvider(headers.get("x-signature"), payload))) throw invalidSignature();
 *     return { id: null };
 *   },
 * };
 */
export interface WebhookScheme {
  /**
   * Looks at the headers alone, so that a body that nobody can have signed is never read. @throws OperationError 401
   */
  check?(headers: Pick<Headers, "get">): void;
  /**
   * Checks that the provider signed this payload, and when. @throws OperationError `INVALID_SIGNATURE` or
   * `EXPIRED_SIGNATURE`; the relay answers 401, whatever is thrown.
   */
  verify(delivery: WebhookDelivery): Promise<VerifiedWebhook>;
}

/** The signature is missing, malformed or not of this payload and secret. */
export function invalidSignature(
  why = "the signature is not of this payload. Check the secret, and that the body is passed on unparsed.",
): OperationError {
  return new OperationError({
    code: "INVALID_SIGNATURE" satisfies RelayErrorCode,
    operation: "webhook",
    message: `webhook: ${why}`,
    httpStatus: 401,
  });
}

/** @throws OperationError `EXPIRED_SIGNATURE` where a signed time is too far from now, either way. */
export function assertFresh(timestampSeconds: number, toleranceSeconds: number, nowMs: number): void {
  if (Math.abs(nowMs / 1_000 - timestampSeconds) <= toleranceSeconds) return;
  throw new OperationError({
    code: "EXPIRED_SIGNATURE" satisfies RelayErrorCode,
    operation: "webhook",
    message: `webhook: the signature's time is more than ${toleranceSeconds} s from now. Check this machine's clock.`,
    httpStatus: 401,
  });
}
