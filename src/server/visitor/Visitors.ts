import { withDeadline } from "../time/withDeadline";
import type { IncidentReporter } from "../contract/IncidentReporter";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayOptions } from "../contract/RelayOptions";
import { digestOf } from "../contract/digestOf";
import { ownText } from "../store/LruMap";

/** The name of all visitors without a known address, who count as one. */
const UNKNOWN = "unknown";
/** The longest name that is kept as it is, also of an address that the platform made up, in characters. */
const MAX_NAME_LENGTH = 64;

/**
 * Names the visitor of each call, so that none can use up the streams and the reads that are there for all. The name
 * comes from the application's `visitorOf`, else from the network address; never from a header, which a visitor can
 * forge.
 */
export class Visitors {
  readonly #visitorOf: RelayOptions["visitorOf"];
  readonly #incidents: Pick<IncidentReporter, "report">;
  readonly #timeoutMs: number;
  /** The user of each call: the application is asked once. */
  readonly #users = new WeakMap<RelayCall, Promise<string | null>>();
  readonly #reported = new Set<string>();

  /** @param timeoutMs How long to wait for `visitorOf`; after that the address counts. */
  constructor(visitorOf: RelayOptions["visitorOf"], incidents: Pick<IncidentReporter, "report">, timeoutMs: number) {
    this.#visitorOf = visitorOf;
    this.#incidents = incidents;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The name of the visitor, never empty. It is a user or an address, so it belongs in no log and no answer. Never
   * rejects.
   */
  async nameOf(call: RelayCall): Promise<string> {
    const user = await this.userOf(call);
    if (user !== null) return `user ${user}`;
    if (call.remoteAddress !== null) return `address ${peerName(call.remoteAddress)}`;
    return UNKNOWN;
  }

  /** The visitor's name from `visitorOf`; null if it gives none. Never rejects. */
  userOf(call: RelayCall): Promise<string | null> {
    const asked = this.#users.get(call);
    if (asked !== undefined) return asked;
    const user = this.#ask(call);
    this.#users.set(call, user);
    return user;
  }

  /**
   * Reports, once, that a visitor was refused for exceeding their share, where it seems that many people count as one
   * visitor.
   */
  reportRefusal(call: RelayCall): void {
    if (this.#visitorOf !== undefined) return;
    if (call.remoteAddress === null) {
      return this.#reportOnce(
        "a visitor was refused for using more than one visitor may, and this platform does not tell visitors' " +
          "addresses, so all of them count as one. Give visitorOf, or pass handle(request, { remoteAddress })",
      );
    }
    if (call.header("x-forwarded-for") === null && call.header("forwarded") === null) return;
    this.#reportOnce(
      "a visitor was refused for using more than one visitor may, and all who come through your proxy count as " +
        "one, by its address. Give visitorOf, which says who they are",
    );
  }

  async #ask(call: RelayCall): Promise<string | null> {
    const visitorOf = this.#visitorOf;
    if (visitorOf === undefined) return null;
    try {
      // `unknown`, since an application in JavaScript may give anything.
      const user: unknown = await withDeadline(this.#timeoutMs, null, async () => visitorOf(call.request()));
      return typeof user === "string" && user !== "" ? await shortName(user) : null;
    } catch (cause) {
      this.#incidents.report("visitorOf failed, so this visitor was counted by address", cause);
      return null;
    }
  }

  #reportOnce(message: string): void {
    if (this.#reported.has(message)) return;
    this.#reported.add(message);
    this.#incidents.report(message);
  }
}

/**
 * The name of a visitor at a network address: an IPv4 address as it is, also where it is written as IPv6
 * (`::ffff:192.0.2.1`); of an IPv6 address the first 64 bits, since one visitor usually has all addresses below them.
 */
export function peerName(address: string): string {
  const groups = groupsOf(address.replace(/%.*$/, ""));
  if (groups === null) return address.slice(0, MAX_NAME_LENGTH);
  const [high = 0, low = 0] = groups.slice(6);
  const isIpv4 = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isIpv4) return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight numbers of an IPv6 address, or null where it is none. */
function groupsOf(address: string): number[] | null {
  if (!address.includes(":") || !URL.canParse(`http://[${address}]`)) return null;
  // The URL parser normalises an address, with at most one "::" for a run of zeros.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const numbers = [head, tail].map((part) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)),
  );
  const [first = [], last = []] = numbers;
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/**
 * A visitor's name in bounded memory: unchanged up to 64 characters, a longer one as its SHA-256. A hash is longer than
 * 64 characters, so it never equals the name of another visitor.
 */
export async function shortName(name: string): Promise<string> {
  if (name.length <= MAX_NAME_LENGTH) return ownText(name);
  return `sha256 ${await digestOf(name, 32)}`;
}
