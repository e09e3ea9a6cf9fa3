import { isRecord } from "../../operations/isRecord";
import { isCachedAnswer } from "./isCachedAnswer";
import type { CachedAnswer } from "./CachedAnswer";
import type { StoreStep } from "../store/RelayStore";
import type { StoreNames } from "./StoreNames";
import type { WholeStore } from "../store/wholeStore";

/** What has ended is kept for a day; asking once more after that costs one read. */
const ENDED_TTL_MS = 86_400_000;
/** What goes on is kept until well past its due time. */
const RUNNING_TTL_MS = 3_600_000;

export interface SharedAnswersOptions {
  readonly store: WholeStore;
  readonly names: StoreNames;
  /** Told once, when something stands in an answer's place that is none. */
  readonly onUnreadable?: () => void;
  /** Names this relay among those on the store. */
  readonly relayId: string;
}

/** The answers that relays on one store share. */
export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  #hasToldUnreadable = false;
  /** Called with what another relay has learnt. */
  onAnswer: (key: string, answer: CachedAnswer) => void = () => undefined;
  /** Called when another relay has done an action. */
  onInvalidated: (key: string) => void = () => undefined;

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
  }

  /** Whether there is no store, and so nobody to share with. */
  get isAlone(): boolean {
    return false;
  }

  async get(key: string): Promise<CachedAnswer | null> {
    const { store, names } = this.#options;
    return this.answerIn(await store.get(placesOf(await names.nameOf(key))));
  }

  /**
   * The step that looks an answer up; none where nobody shares any. @param name What the operation is called in the
   * store.
   */
  look(name: string): readonly StoreStep[] {
    return [["get", placesOf(name)]];
  }

  /** The answer that a look-up gave, if it is one. */
  answerIn(value: unknown): CachedAnswer | null {
    if (isCachedAnswer(value)) return value;
    if (value !== null && value !== undefined && !this.#hasToldUnreadable) {
      this.#hasToldUnreadable = true;
      this.#options.onUnreadable?.();
    }
    return null;
  }

  /**
   * Keeps an answer for the other relays, and tells them, in one round trip.
   *
   * @param afterwards What else is to be done in it.
   */
  async storeAndPublish(key: string, answer: CachedAnswer, afterwards: readonly StoreStep[] = []): Promise<void> {
    const { store, names } = this.#options;
    const name = await names.nameOf(key);
    await store.batch([setStep(name, answer), ["publish", this.#news(name, answer)], ...afterwards]);
  }

  /** Tells the other relays of an answer that is kept. */
  async publish(key: string, answer: CachedAnswer): Promise<void> {
    const { store, names } = this.#options;
    await store.publish(this.#news(await names.nameOf(key), answer));
  }

  /** Keeps an answer for whoever looks. */
  async store(key: string, answer: CachedAnswer): Promise<void> {
    const { store, names } = this.#options;
    const [, at, value, ttlMs] = setStep(await names.nameOf(key), answer);
    await store.set(at, value, ttlMs);
  }

  /** Tells the other relays that an action was done, so that what they know is out of date. */
  async publishInvalidation(key: string): Promise<void> {
    const { store, names, relayId } = this.#options;
    await store.publish({ type: "outdated", from: relayId, name: await names.nameOf(key) });
  }

  /** Takes in a message from the store, which anybody with access to it may have written. */
  async receive(message: unknown): Promise<void> {
    if (!isRecord(message)) return;
    const { type, name, answer, from } = message;
    if (from === this.#options.relayId || typeof name !== "string") return;
    const key = await this.#options.names.keyOf(name);
    if (key === null) return;
    if (type === "outdated") this.onInvalidated(key);
    if (type === "answer" && isCachedAnswer(answer)) this.onAnswer(key, answer);
  }

  #news(name: string, answer: CachedAnswer): unknown {
    return { type: "answer", from: this.#options.relayId, name, answer };
  }
}

/**
 * An end has a place of its own, where no late answer can write over it. In braces is what Redis Cluster keeps
 * together.
 */
function placesOf(name: string): readonly [end: string, running: string] {
  return [`end:{${name}}`, `op:{${name}}`];
}

function setStep(name: string, answer: CachedAnswer): Extract<StoreStep, readonly ["set", ...unknown[]]> {
  const [end, running] = placesOf(name);
  const delayMs = Math.max(0, answer.dueAtMs - answer.answeredAtMs);
  return answer.isTerminal ? ["set", end, answer, ENDED_TTL_MS] : ["set", running, answer, delayMs + RUNNING_TTL_MS];
}
