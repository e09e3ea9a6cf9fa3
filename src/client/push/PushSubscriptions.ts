import { NO_COVERAGE, type Coverage, forgetOtherSessions, forgetUncovered } from "./Coverage";
import type { PushedChange } from "./pushWire";

/** A subscriber to one operation. */
export interface PushSubscriber {
  readonly onChange: (change: PushedChange) => void;
  /** Called when its changes begin to be pushed, so that a slow poll is enough, and when that ends. */
  readonly onPushed: (isPushed: boolean) => void;
}

/** Most operations that are remembered as read; a dropped one is delivered again after its next read. */
const MAX_GRANTED = 1_000;

/**
 * The subscriptions of one tab. The stream may be another tab's, opened when another user was signed in. So a change is
 * delivered only if the relay has let this tab read the operation, and only from a stream of the session of this tab's
 * last read.
 */
export class PushSubscriptions {
  readonly #subscribers = new Map<string, Set<PushSubscriber>>();
  /** The last change of each operation, for later subscribers; nothing from before the connection broke. */
  readonly #latest = new Map<string, PushedChange>();
  #coverage: Coverage = NO_COVERAGE;
  /** The operations whose subscribers were last told that they are pushed. */
  readonly #pushed = new Set<string>();
  /** The session of this tab's last granted read, and what was granted in it. */
  #session: string | null = null;
  readonly #granted = new Set<string>();
  readonly #onWantedChange: () => void;

  /** @param onWantedChange Called when the set of subscribed operations changes. */
  constructor(onWantedChange: () => void) {
    this.#onWantedChange = onWantedChange;
  }

  /** The operations that have a subscriber. */
  get names(): readonly string[] {
    return [...this.#subscribers.keys()];
  }

  /** @returns what ends the subscription */
  subscribe(name: string, subscriber: PushSubscriber): () => void {
    const all = this.#subscribers.get(name) ?? new Set();
    this.#subscribers.set(name, all.add(subscriber));
    if (all.size === 1) this.#onWantedChange();
    const wasPushed = this.#pushed.has(name);
    this.#updatePushed(name);
    if (wasPushed && this.#pushed.has(name)) subscriber.onPushed(true);
    const known = this.#deliverable(name);
    if (known !== undefined) subscriber.onChange(known);
    return () => {
      if (!all.delete(subscriber) || all.size > 0 || this.#subscribers.get(name) !== all) return;
      this.#subscribers.delete(name);
      this.#latest.delete(name);
      this.#pushed.delete(name);
      this.#onWantedChange();
    };
  }

  receive(change: PushedChange): void {
    const { watch, etag, session } = change;
    const latest = this.#latest.get(watch);
    if (!this.#subscribers.has(watch) || (latest?.etag === etag && latest.session === session)) return;
    this.#latest.set(watch, change);
    this.#deliver(watch);
  }

  /** Sets the stream's coverage. An operation that left it is polled, which makes its last change stale. */
  setCoverage(coverage: Coverage): void {
    const { names, session } = this.#coverage;
    this.#coverage = coverage;
    forgetUncovered(this.#latest, new Set(names), new Set(coverage.names));
    if (coverage.session !== session && coverage.session !== null) forgetOtherSessions(this.#latest, coverage.session);
    this.#updateAllPushed();
  }

  /** Records that the relay let this tab read an operation. @returns whether the session is another than last time */
  grant(name: string, session: string | null): boolean {
    const isOther = session !== this.#session;
    if (isOther) {
      this.#session = session;
      this.#granted.clear();
    }
    // Moved to the end of the set: the first is the least recently read.
    const isNew = !this.#granted.delete(name) && session !== null;
    if (session !== null) this.#granted.add(name);
    if (this.#granted.size > MAX_GRANTED) this.#forgetGrant([...this.#granted][0] ?? name);
    if (isOther) this.#updateAllPushed();
    if (!isNew) return isOther;
    this.#updatePushed(name);
    // A change may have arrived since the answer.
    this.#deliver(name);
    return isOther;
  }

  /**
   * Records that the relay refused this tab an operation: another user may be signed in by now. Nothing is delivered,
   * of any operation, until a read is granted again. @returns whether anything was granted before
   */
  refuse(name: string): boolean {
    const wasGranted = this.#granted.size > 0;
    this.#latest.delete(name);
    this.#granted.clear();
    this.#session = null;
    this.#updateAllPushed();
    return wasGranted;
  }

  /** Forgets everything, the subscribers too, without calling them. */
  clear(): void {
    this.#subscribers.clear();
    this.#latest.clear();
    this.#pushed.clear();
    this.#granted.clear();
    this.#session = null;
  }

  #forgetGrant(name: string): void {
    this.#latest.delete(name);
    this.#granted.delete(name);
    this.#updatePushed(name);
  }

  #isGranted(name: string, session: string | null): boolean {
    return session !== null && session === this.#session && this.#granted.has(name);
  }

  /** The last change of an operation, if this tab may have it. */
  #deliverable(name: string): PushedChange | undefined {
    const known = this.#latest.get(name);
    return known !== undefined && this.#isGranted(name, known.session) ? known : undefined;
  }

  #deliver(name: string): void {
    const change = this.#deliverable(name);
    if (change !== undefined) for (const { onChange } of [...(this.#subscribers.get(name) ?? [])]) onChange(change);
  }

  #updateAllPushed(): void {
    for (const name of this.names) this.#updatePushed(name);
  }

  /** Tells the subscribers of an operation when its pushes begin or end. */
  #updatePushed(name: string): void {
    const all = this.#subscribers.get(name);
    if (all === undefined) return;
    const isPushed = this.#isGranted(name, this.#coverage.session) && this.#coverage.names.includes(name);
    if (isPushed === this.#pushed.has(name)) return;
    if (isPushed) this.#pushed.add(name);
    else this.#pushed.delete(name);
    for (const { onPushed } of [...all]) onPushed(isPushed);
  }
}
