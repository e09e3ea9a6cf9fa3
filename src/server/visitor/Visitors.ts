import { withDeadline } from "../time/withDeadline";
import type { IncidentReporter } from "../contract/IncidentReporter";
import { shortName } from "./shortName";
import { peerName } from "./peerName";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayOptions } from "../contract/RelayOptions";

/** All whose address nobody knows are one visitor, who has one allotment. */
const NOBODY_KNOWN = "unknown";

/**
 * Says whose call it is, wherever one visitor must not take what is everybody's: streams, and a key's reads. It is what
 * the application says, else the network address that the call came from, and never a header, which a visitor writes as
 * they like.
 */
export class Visitors {
  readonly #visitorOf: RelayOptions["visitorOf"];
  readonly #incidents: Pick<IncidentReporter, "report">;
  readonly #timeoutMs: number;
  /** What was found out about a call, which the application is asked about once. */
  readonly #users = new WeakMap<RelayCall, Promise<string | null>>();
  readonly #told = new Set<string>();

  /** @param timeoutMs How long `visitorOf` is waited for; past that a visitor counts by their address. */
  constructor(visitorOf: RelayOptions["visitorOf"], incidents: Pick<IncidentReporter, "report">, timeoutMs: number) {
    this.#visitorOf = visitorOf;
    this.#incidents = incidents;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The name of the visitor, never empty; it names a user or an address, so it belongs in no log and no answer. It
   * never rejects.
   */
  async nameOf(call: RelayCall): Promise<string> {
    const user = await this.userOf(call);
    if (user !== null) return `user ${user}`;
    if (call.remoteAddress !== null) return `address ${peerName(call.remoteAddress)}`;
    return NOBODY_KNOWN;
  }

  /** What the application calls the visitor; null where it does not say. It never rejects. */
  userOf(call: RelayCall): Promise<string | null> {
    const known = this.#users.get(call);
    if (known !== undefined) return known;
    const user = this.#ask(call);
    this.#users.set(call, user);
    return user;
  }

  /**
   * Notes that this visitor was refused for having too much, and says so once where it seems that many people count as
   * one.
   */
  noteRefusal(call: RelayCall): void {
    if (this.#visitorOf !== undefined) return;
    if (call.remoteAddress === null) {
      return this.#tellOnce(
        "a visitor was refused for using more than one visitor may, and this platform does not tell visitors' " +
          "addresses, so all of them count as one. Give visitorOf, or pass handle(request, { remoteAddress })",
      );
    }
    if (call.header("x-forwarded-for") === null && call.header("forwarded") === null) return;
    this.#tellOnce(
      "a visitor was refused for using more than one visitor may, and all who come through your proxy count as " +
        "one, by its address. Give visitorOf, which says who they are",
    );
  }

  async #ask(call: RelayCall): Promise<string | null> {
    const visitorOf = this.#visitorOf;
    if (visitorOf === undefined) return null;
    try {
      // It may come from JavaScript, and give anything.
      const user: unknown = await withDeadline(this.#timeoutMs, new AbortController().signal, async () =>
        visitorOf(call.request()),
      );
      return typeof user === "string" && user !== "" ? await shortName(user) : null;
    } catch (cause) {
      this.#incidents.report("visitorOf failed, so this visitor was counted by address", cause);
      return null;
    }
  }

  #tellOnce(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#incidents.report(message);
  }
}
