import { isRecord } from "../../operations/isRecord";
import type { StoreStep, WholeStore } from "../store/RelayStore";
import { isCachedAnswer, type CachedAnswer } from "./answer/CachedAnswer";

/** The answer of an operation that has ended is kept for a day; asking once more after that costs one read. */
const ENDED_TTL_MS = 86_400_000;
/** The answer of a running operation is kept for this long past its due time. */
const RUNNING_TTL_MS = 3_600_000;

export interface SharedAnswersOptions {
  readonly store: WholeStore;
  readonly names: StoreNames;
  /** This relay, among those on the store. */
  readonly relayId: string;
  /** Called with an answer that another relay has published. */
  readonly onAnswer: (key: string, answer: CachedAnswer) => void;
  /** Called when another relay has done an action on an operation. */
  readonly onInvalidated: (key: string) => void;
  /** Called once, when the store holds something in an answer's place that is none. */
  readonly onUnreadable?: () => void;
}

/** The answers that relays on one store share. */
export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  #hasReportedUnreadable = false;

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
  }

  /** Whether there is nobody to share with. */
  get isAlone(): boolean {
    return false;
  }

  async get(key: string): Promise<CachedAnswer | null> {
    const { store, names } = this.#options;
    return this.parse(await store.get(placesOf(await names.nameOf(key))));
  }

  /** The step that looks an answer up; none where nobody shares any. @param name The operation's name in the store. */
  lookupSteps(name: string): readonly StoreStep[] {
    return [["get", placesOf(name)]];
  }

  /** The answer that a lookup gave; null where it gave none, or something else. */
  parse(found: unknown): CachedAnswer | null {
    if (isCachedAnswer(found)) return found;
    if (found !== null && found !== undefined && !this.#hasReportedUnreadable) {
      this.#hasReportedUnreadable = true;
      this.#options.onUnreadable?.();
    }
    return null;
  }

  /** Stores and publishes an answer in one round trip. @param more Further steps for the same round trip. */
  async storeAndPublish(key: string, answer: CachedAnswer, more: readonly StoreStep[] = []): Promise<void> {
    const { store, names } = this.#options;
    const name = await names.nameOf(key);
    await store.batch([setStep(name, answer), ["publish", this.#message(name, answer)], ...more]);
  }

  /** Stores an answer for relays that look it up. */
  async store(key: string, answer: CachedAnswer): Promise<void> {
    const { store, names } = this.#options;
    const [, place, value, ttlMs] = setStep(await names.nameOf(key), answer);
    await store.set(place, value, ttlMs);
  }

  /** Publishes an answer that is stored already. */
  async publish(key: string, answer: CachedAnswer): Promise<void> {
    const { store, names } = this.#options;
    await store.publish(this.#message(await names.nameOf(key), answer));
  }

  /** Publishes that an action was done, so that the other relays' answers are out of date. */
  async publishInvalidation(key: string): Promise<void> {
    const { store, names, relayId } = this.#options;
    await store.publish({ type: "outdated", from: relayId, name: await names.nameOf(key) });
  }

  /** Receives a message from the store, which anybody with access to the store may have written. */
  async receive(message: unknown): Promise<void> {
    if (!isRecord(message)) return;
    const { type, name, answer, from } = message;
    if (from === this.#options.relayId || typeof name !== "string") return;
    const key = await this.#options.names.keyOf(name);
    if (key === null) return;
    if (type === "outdated") this.#options.onInvalidated(key);
    if (type === "answer" && isCachedAnswer(answer)) this.#options.onAnswer(key, answer);
  }

  #message(name: string, answer: CachedAnswer): unknown {
    return { type: "answer", from: this.#options.relayId, name, answer };
  }
}

/** Takes the place of {@link SharedAnswers} in a relay without a store: its answers are in its cache alone. */
export class UnsharedAnswers extends SharedAnswers {
  override get isAlone(): boolean {
    return true;
  }

  override get(): Promise<CachedAnswer | null> {
    return Promise.resolve(null);
  }

  override lookupSteps(): readonly StoreStep[] {
    return [];
  }

  override async storeAndPublish(): Promise<void> {}

  override async store(): Promise<void> {}

  override async publish(): Promise<void> {}

  override async publishInvalidation(): Promise<void> {}
}

/**
 * An ended operation's answer has a place of its own, where no late answer of a running one can overwrite it. The part
 * in braces is Redis Cluster's hash tag.
 */
function placesOf(name: string): readonly [ended: string, running: string] {
  return [`end:{${name}}`, `op:{${name}}`];
}

function setStep(name: string, answer: CachedAnswer): Extract<StoreStep, readonly ["set", ...unknown[]]> {
  const [ended, running] = placesOf(name);
  const delayMs = Math.max(0, answer.dueAtMs - answer.answeredAtMs);
  return answer.isTerminal ? ["set", ended, answer, ENDED_TTL_MS] : ["set", running, answer, delayMs + RUNNING_TTL_MS];
}

/**
 * The names of operations in a store: the fingerprint of the upstream, then the operation's key. So relays with other
 * credentials neither find nor receive anything about them.
 */
export class StoreNames {
  readonly #fingerprints: ReadonlyMap<string, Promise<string>>;

  constructor(upstreams: readonly { readonly name: string; readonly fingerprint: Promise<string> }[]) {
    this.#fingerprints = new Map(upstreams.map(({ name, fingerprint }) => [name, fingerprint]));
  }

  /** @param key A target's key, which begins with the name of its upstream. */
  async nameOf(key: string): Promise<string> {
    return `${await this.#fingerprintOf(key)}/${key}`;
  }

  /** The key that a name stands for; null where it is of another upstream, or of other credentials. */
  async keyOf(name: string): Promise<string | null> {
    const end = name.indexOf("/");
    const key = name.slice(end + 1);
    return end > 0 && (await this.#fingerprintOf(key)) === name.slice(0, end) ? key : null;
  }

  #fingerprintOf(key: string): Promise<string> | undefined {
    return this.#fingerprints.get(key.slice(0, key.indexOf("/")));
  }
}
