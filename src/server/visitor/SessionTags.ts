import { LruMap } from "../store/LruMap";
import { textBytes } from "../store/textBytes";
import { hexOf } from "../contract/hexOf";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayOptions } from "../contract/RelayOptions";
import type { Visitors } from "./Visitors";

/** A shorter one might be guessed, and a tag must not tell whether a guess was right. */
const LEAST_SECRET_LENGTH = 24;
const KEPT = { maxEntries: 10_000, maxBytes: 2_097_152 };

/**
 * Names sessions by opaque tags, so that a tab of a browser can tell whether a stream of events was opened as the same
 * person that its own reads were answered to. The same user, or without `visitorOf` the same credentials, have the same
 * tag at all relays that hold the same keys; from a tag nobody gets back to either.
 */
export class SessionTags {
  readonly #visitors: Visitors;
  readonly #secret: Uint8Array<ArrayBuffer>;
  /** Hashing takes longer than the rest of an answer that is ready. */
  readonly #kept = new LruMap<string>({
    ...KEPT,
    sizeOf: (tag, identity) => 64 + textBytes(tag) + textBytes(identity),
  });
  #key: Promise<CryptoKey> | undefined;

  constructor(upstreams: RelayOptions["upstreams"], visitors: Visitors) {
    this.#visitors = visitors;
    const secrets = sharedSecrets(upstreams);
    // Without a secret that relays share, each has tags of its own: a page whose reads and stream come to two relays
    // polls.
    this.#secret = secrets === "" ? crypto.getRandomValues(new Uint8Array(32)) : new TextEncoder().encode(secrets);
  }

  async tagOf(call: RelayCall): Promise<string> {
    const user = await this.#visitors.userOf(call);
    const identity = JSON.stringify(user === null ? [call.header("authorization"), call.header("cookie")] : user);
    const kept = this.#kept.get(identity);
    if (kept !== undefined) return kept;
    this.#key ??= crypto.subtle.importKey("raw", this.#secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const digest = await crypto.subtle.sign(
      "HMAC",
      await this.#key,
      new TextEncoder().encode(`longrun session ${identity}`),
    );
    const tag = hexOf(new Uint8Array(digest, 0, 16));
    this.#kept.set(identity, tag);
    return tag;
  }
}

/** The keys that the relay was given as text, and so every relay that does the same work. */
function sharedSecrets(upstreams: RelayOptions["upstreams"]): string {
  const values = Object.values(upstreams).flatMap((upstream) => {
    const { apiKey, headers } = (upstream ?? {}) as { readonly apiKey?: unknown; readonly headers?: unknown };
    // Checked before to be headers where it is an object.
    return [
      apiKey,
      ...(typeof headers === "object" && headers !== null ? new Headers(headers as HeadersInit).values() : []),
    ];
  });
  return values
    .filter((value) => typeof value === "string" && value.length >= LEAST_SECRET_LENGTH)
    .sort()
    .join("\n");
}
