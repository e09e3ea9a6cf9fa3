import { isRecord } from "../../operations/isRecord";
import { isTooDeep } from "../../operations/isTooDeep";
import type { OperationError } from "../../operations/error/OperationError";
import { relayError } from "../contract/relayError";
import { bytesIn, isMacOf } from "./isMacOf";

/** An event of Layers. */
export interface LayersEvent {
  /** `evt_…`; the same at every retry, so drop repeats by it. */
  readonly id: string;
  /** Such as `job.completed`. New types will appear: ignore those you don't know. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The id of the event that this one replays. */
  readonly replayOf?: string | undefined;
}

export interface VerifyLayersWebhookOptions {
  /** The raw body: parsing and printing it again changes it, and then the signature does not match. */
  readonly payload: string | Uint8Array;
  /** The header `X-Layers-Signature`. */
  readonly signature: string | null | undefined;
  /** The endpoint's signing secret. */
  readonly secret: string;
  /** How far the signature's time may be in the past or the future, in seconds. @default 300 */
  readonly toleranceSeconds?: number | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | number | undefined;
}

/** Each signature costs a hash; two are needed while a secret is being replaced. */
const MAX_SIGNATURES = 8;

/**
 * Checks that an event comes from Layers and is recent, and parses it. The relay does this on its own route; call it on
 * a route of your own.
 *
 * @returns A promise of the event. It rejects with an `OperationError`: `INVALID_SIGNATURE` (401) when the signature is
 * missing, malformed or not of this payload and secret; `EXPIRED_SIGNATURE` (401) when it is too old or from the
 * future; `INVALID_EVENT` (400) when the payload is no event.
 * @example
 * const event = await verifyLayersWebhook({
 *   payload: await request.text(),
 *   signature: request.headers.get("x-layers-signature"),
 *   secret: process.env.LAYERS_WEBHOOK_SECRET,
 * });
 */
export async function verifyLayersWebhook(options: VerifyLayersWebhookOptions): Promise<LayersEvent> {
  const { payload, signature, secret, toleranceSeconds = 300, now = Date.now } = options;
  if (typeof secret !== "string" || secret === "")
    throw new TypeError("verifyLayersWebhook: secret is empty. Is its environment variable set?");
  if (!(toleranceSeconds >= 0))
    throw new TypeError("verifyLayersWebhook: toleranceSeconds must be a number of 0 or more.");
  const signed = assertSignature(signature);

  const key = new TextEncoder().encode(secret);
  if (!(await isMacOf([`${signed.timestamp}.`, payload], signed.v1, [key])))
    throw refused(
      "INVALID_SIGNATURE",
      "the signature is not of this payload. Check the secret, and that the body is passed on unparsed.",
    );

  const nowSeconds = (typeof now === "function" ? now() : now) / 1_000;
  // So that a clock that gives no number refuses.
  if (!(Math.abs(nowSeconds - Number(signed.timestamp)) <= toleranceSeconds)) {
    throw refused(
      "EXPIRED_SIGNATURE",
      `the signature's time is more than ${toleranceSeconds} s from now. Check this machine's clock.`,
    );
  }
  return parseEvent(typeof payload === "string" ? payload : new TextDecoder().decode(payload));
}

interface Signature {
  readonly timestamp: string;
  readonly v1: readonly Uint8Array<ArrayBuffer>[];
}

/** Parses the header of a signature. @throws OperationError `INVALID_SIGNATURE` if it is missing or malformed. */
export function assertSignature(signature: string | null | undefined): Signature {
  const signed = parseSignature(signature);
  if (signed === null) throw refused("INVALID_SIGNATURE", "the signature is missing or malformed.");
  return signed;
}

function parseSignature(signature: string | null | undefined): Signature | null {
  if (typeof signature !== "string" || signature.length > 1_024) return null;
  const parts = signature.split(",").map((part) => part.trim());
  const timestamps = parts.filter((part) => part.startsWith("t=")).map((part) => part.slice(2));
  const v1 = parts.filter((part) => part.startsWith("v1=")).map((part) => part.slice(3));
  const [timestamp] = timestamps;
  if (timestamp === undefined || timestamps.length > 1 || !/^\d{1,12}$/.test(timestamp)) return null;
  if (v1.length === 0 || v1.length > MAX_SIGNATURES || !v1.every((mac) => mac.length === 64)) return null;
  const macs = v1.map((mac) => bytesIn(mac, "hex")).filter((mac) => mac !== null);
  return macs.length === v1.length ? { timestamp, v1: macs } : null;
}

function parseEvent(text: string): LayersEvent {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw refused("INVALID_EVENT", "what was signed is not JSON.");
  }
  if (!isRecord(event) || isTooDeep(event)) throw refused("INVALID_EVENT", "what was signed is not an event.");
  const { id, type, data, replayOf } = event;
  if (typeof id !== "string" || !/^[\w-]{1,128}$/.test(id) || typeof type !== "string" || !isRecord(data))
    throw refused("INVALID_EVENT", "what was signed is not an event.");
  return { id, type, data, ...(typeof replayOf === "string" ? { replayOf } : {}) };
}

function refused(code: "INVALID_SIGNATURE" | "EXPIRED_SIGNATURE" | "INVALID_EVENT", why: string): OperationError {
  return relayError(code === "INVALID_EVENT" ? 400 : 401, code, why, { operation: "layers.webhook" });
}
