import { bytesIn, isMacOf } from "./isMacOf";
import { assertTolerance, secretKeys, type WebhookSecret } from "./secretKeys";
import { assertFresh, invalidSignature, type WebhookScheme } from "./WebhookScheme";

export interface StandardWebhooksOptions {
  /** `whsec_…`, as the provider shows it; two while one replaces the other. */
  readonly secret: WebhookSecret;
  /** How far the signed time may be from now, either way, in seconds. @default 300 */
  readonly toleranceSeconds?: number | undefined;
}

/** Each costs a hash. */
const MOST_SIGNATURES = 8;

/**
 * Webhooks as the Standard Webhooks specification has them: OpenAI, Replicate, and whoever sends by Svix. The headers
 * may be called `webhook-…` or, by Svix's older name, `svix-…`.
 *
 * @throws TypeError when the secret can't work.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @example
 * const openai = standardWebhooks({ secret: process.env.OPENAI_WEBHOOK_SECRET });
 * const payload = new Uint8Array(await request.arrayBuffer());
 * await openai.verify({ headers: request.headers, payload, nowMs: Date.now() }); // rejects what was not signed
 */
export function standardWebhooks({ secret, toleranceSeconds = 300 }: StandardWebhooksOptions): WebhookScheme {
  const keys = secretKeys("standardWebhooks", secret, (text) => bytesIn(text.replace(/^whsec_/, ""), "base64"));
  assertTolerance("standardWebhooks", toleranceSeconds);
  return {
    check: (headers) => void signedIn(headers),
    verify: async ({ headers, payload, nowMs }) => {
      const { id, timestamp, macs } = signedIn(headers);
      if (!(await isMacOf([`${id}.${timestamp}.`, payload], macs, keys))) throw invalidSignature();
      assertFresh(Number(timestamp), toleranceSeconds, nowMs);
      return { id };
    },
  };
}

function signedIn(headers: Pick<Headers, "get">): {
  readonly id: string;
  readonly timestamp: string;
  readonly macs: readonly Uint8Array<ArrayBuffer>[];
} {
  const header = (name: string): string => headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? "";
  const [id, timestamp, signature] = [header("id"), header("timestamp"), header("signature")];
  // Signatures of other versions (v1a is asymmetric) are passed over.
  const macs = signature
    .slice(0, 2_048)
    .split(" ")
    .map((part) => (part.startsWith("v1,") ? bytesIn(part.slice(3), "base64") : null))
    .filter((mac) => mac !== null);
  // Without a dot: what is signed is `id.timestamp.body`, which must not split in another way.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id) || !/^\d{1,12}$/.test(timestamp))
    throw invalidSignature("the headers webhook-id, webhook-timestamp and webhook-signature are missing or malformed.");
  if (macs.length === 0 || macs.length > MOST_SIGNATURES)
    throw invalidSignature("the signature is missing or malformed.");
  return { id, timestamp, macs };
}
