import { LruMap, textBytes } from "../store/LruMap";
import { hexOf } from "../contract/digestOf";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayOptions } from "../contract/RelayOptions";
import type { Visitors } from "./Visitors";

/** Shorter keys are not used: they might be guessed, and a tag would confirm the guess. */
const MIN_SECRET_LENGTH = 24;
const LIMITS = { maxEntries: 10_000, maxBytes: 2_097_152 };

/**
 * Names sessions by opaque tags, by which a browser tab sees whether a push stream was opened in the same session as
 * its own reads. The same user, or without `visitorOf` the same credentials, get the same tag at all relays that hold
 * the same keys. A tag can't be turned back into either.
 */
export class SessionTags {
  readonly #visitors: Visitors;
  readonly #secret: Uint8Array<ArrayBuffer>;
  /** Tags by identity: hashing takes longer than the rest of a cached answer. */
  readonly #tags = new LruMap<string>({
    ...LIMITS,
    sizeOf: (tag, identity) => 64 + textBytes(tag) + textBytes(identity),
  });
  #key: Promise<CryptoKey> | undefined;

  constructor(upstreams: RelayOptions["upstreams"], visitors: Visitors) {
    this.#visitors = visitors;
    const secrets = sharedSecrets(upstreams);
    // Without a secret that relays share, each has tags of its own; a page whose reads and stream reach different
    // relays then polls.
    this.#secret = secrets === "" ? crypto.getRandomValues(new Uint8Array(32)) : new TextEncoder().encode(secrets);
  }

  async tagOf(call: RelayCall): Promise<string> {
    const user = await this.#visitors.userOf(call);
    const identity = JSON.stringify(user === null ? [call.header("authorization"), call.header("cookie")] : user);
    const cached = this.#tags.get(identity);
    if (cached !== undefined) return cached;
    this.#key ??= crypto.subtle.importKey("raw", this.#secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const digest = await crypto.subtle.sign(
      "HMAC",
      await this.#key,
      new TextEncoder().encode(`longrun session ${identity}`),
    );
    const tag = hexOf(new Uint8Array(digest, 0, 16));
    this.#tags.set(identity, tag);
    return tag;
  }
}

/** The keys in the options, which all relays of an application have in common. */
function sharedSecrets(upstreams: RelayOptions["upstreams"]): string {
  const values = Object.values(upstreams).flatMap((upstream) => {
    const { apiKey, headers } = (upstream ?? {}) as { readonly apiKey?: unknown; readonly headers?: unknown };
    // `checkRelayOptions` has seen that an object here can be read as headers.
    return [
      apiKey,
      ...(typeof headers === "object" && headers !== null ? new Headers(headers as HeadersInit).values() : []),
    ];
  });
  return values
    .filter((value) => typeof value === "string" && value.length >= MIN_SECRET_LENGTH)
    .sort()
    .join("\n");
}
