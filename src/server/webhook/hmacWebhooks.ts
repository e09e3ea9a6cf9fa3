import { bytesIn, isMacOf, type MacAlgorithm } from "./isMacOf";
import { secretKeys, type WebhookSecret } from "./secretKeys";
import { invalidSignature, type WebhookScheme } from "./WebhookScheme";

export interface HmacWebhooksOptions {
  readonly secret: WebhookSecret;
  /** The header with the signature, such as `x-hub-signature-256`. */
  readonly header: string;
  /** @default SHA-256 */
  readonly algorithm?: MacAlgorithm | undefined;
  /** @default hex */
  readonly encoding?: "hex" | "base64" | undefined;
  /** What stands before the signature, such as `sha256=`. @default nothing */
  readonly prefix?: string | undefined;
}

const BYTES: Readonly<Record<MacAlgorithm, number>> = { "SHA-1": 20, "SHA-256": 32, "SHA-512": 64 };

/**
 * Webhooks signed by an HMAC of the body alone: GitHub (`x-hub-signature-256`, prefix `sha256=`), Vercel
 * (`x-vercel-signature`, SHA-1), Shopify (`x-shopify-hmac-sha256`, base64). No time is signed, so an old event that
 * somebody has caught can be sent again; it can't undo an end, and the same body is taken in once.
 *
 * @throws TypeError when an option can't work.
 * @example
 * const github = hmacWebhooks({ header: "x-hub-signature-256", prefix: "sha256=", secret });
 * const payload = new Uint8Array(await request.arrayBuffer());
 * await github.verify({ headers: request.headers, payload, nowMs: Date.now() }); // rejects what was not signed
 */
export function hmacWebhooks(options: HmacWebhooksOptions): WebhookScheme {
  const { secret, header, algorithm = "SHA-256", encoding = "hex", prefix = "" } = options;
  const keys = secretKeys("hmacWebhooks", secret);
  if (typeof header !== "string" || !/^[\w-]+$/.test(header))
    throw new TypeError('hmacWebhooks: header must name a header, such as "x-hub-signature-256".');
  if (!Object.hasOwn(BYTES, algorithm))
    throw new TypeError('hmacWebhooks: algorithm must be "SHA-256", "SHA-1" or "SHA-512".');
  if (encoding !== "hex" && encoding !== "base64")
    throw new TypeError('hmacWebhooks: encoding must be "hex" or "base64".');
  const macIn = (headers: Pick<Headers, "get">): Uint8Array<ArrayBuffer> => {
    const signature = headers.get(header) ?? "";
    const mac = signature.startsWith(prefix) ? bytesIn(signature.slice(prefix.length), encoding) : null;
    if (mac?.length !== BYTES[algorithm]) throw invalidSignature("the signature is missing or malformed.");
    return mac;
  };
  return {
    check: (headers) => void macIn(headers),
    verify: async ({ headers, payload }) => {
      if (!(await isMacOf([payload], [macIn(headers)], keys, algorithm))) throw invalidSignature();
      return { id: null };
    },
  };
}
