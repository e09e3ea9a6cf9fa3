import { bytesIn, isMacOf } from "./isMacOf";
import { assertTolerance, secretKeys, type WebhookSecret } from "./secretKeys";
import { assertFresh, invalidSignature, type WebhookScheme } from "./WebhookScheme";

export interface TimestampedWebhooksOptions {
  readonly secret: WebhookSecret;
  /** The header with `t=…,v1=…`, such as `stripe-signature`, `mux-signature` or `x-layers-signature`. */
  readonly header: string;
  /** How far the signed time may be from now, either way, in seconds. @default 300 */
  readonly toleranceSeconds?: number | undefined;
}

/** Each costs a hash; while a secret is being replaced there are two. */
const MOST_SIGNATURES = 8;

/**
 * Webhooks signed with a time: a header `t=SECONDS,v1=HEX`, the HMAC-SHA-256 of `SECONDS.BODY`. Layers, Stripe and Mux
 * sign so.
 *
 * @throws TypeError when the secret can't work.
 * @example
 * const mux = timestampedWebhooks({ header: "mux-signature", secret: process.env.MUX_WEBHOOK_SECRET });
 * const payload = new Uint8Array(await request.arrayBuffer());
 * await mux.verify({ headers: request.headers, payload, nowMs: Date.now() }); // rejects what was not signed
 */
export function timestampedWebhooks(options: TimestampedWebhooksOptions): WebhookScheme {
  const { secret, header, toleranceSeconds = 300 } = options;
  const keys = secretKeys("timestampedWebhooks", secret);
  assertTolerance("timestampedWebhooks", toleranceSeconds);
  if (typeof header !== "string" || !/^[\w-]+$/.test(header))
    throw new TypeError('timestampedWebhooks: header must name a header, such as "stripe-signature".');
  return {
    check: (headers) => void signedIn(headers.get(header)),
    verify: async ({ headers, payload, nowMs }) => {
      const { timestamp, macs } = signedIn(headers.get(header));
      if (!(await isMacOf([`${timestamp}.`, payload], macs, keys))) throw invalidSignature();
      assertFresh(Number(timestamp), toleranceSeconds, nowMs);
      return { id: null };
    },
  };
}

function signedIn(signature: string | null): {
  readonly timestamp: string;
  readonly macs: readonly Uint8Array<ArrayBuffer>[];
} {
  const parts = (signature ?? "")
    .slice(0, 2_048)
    .split(",")
    .map((part) => part.trim());
  const of = (name: string): string[] =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [timestamp = "", ...others] = of("t");
  const given = of("v1").map((mac) => (mac.length === 64 ? bytesIn(mac, "hex") : null));
  const macs = given.filter((mac) => mac !== null);
  const isWellFormed = /^\d{1,12}$/.test(timestamp) && others.length === 0 && macs.length === given.length;
  if (!isWellFormed || macs.length === 0 || macs.length > MOST_SIGNATURES)
    throw invalidSignature("the signature is missing or malformed.");
  return { timestamp, macs };
}
