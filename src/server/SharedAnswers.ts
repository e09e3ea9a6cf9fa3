import { isRecord } from "../operations/isRecord";
import type { KnownAnswer } from "./KnownAnswer";
import type { RelayStore } from "./RelayStore";

/** What has ended is kept for a day; asking once more after that costs one read. */
const ENDED_TTL_MS = 86_400_000;
/** What goes on is kept until well past its due time. */
const RUNNING_TTL_MS = 3_600_000;

export interface SharedAnswersOptions {
  readonly store: RelayStore;
  /** Names this relay among those on the store. */
  readonly relayId: string;
}

/** The answers that relays on one store share. */
export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  /** Called with what another relay has learnt. */
  onNews: (key: string, answer: KnownAnswer) => void = () => undefined;
  /** Called when another relay has done an action. */
  onOutdated: (key: string) => void = () => undefined;

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
  }

  /** Whether there is no store, and so nobody to share with. */
  get isAlone(): boolean {
    return false;
  }

  async get(key: string): Promise<KnownAnswer | null> {
    // An end has a place of its own, where no late answer can write over it.
    const answer = await this.#options.store.get([`end:${key}`, `op:${key}`]);
    return isKnownAnswer(answer) ? answer : null;
  }

  /** Keeps an answer for the other relays, and tells them. */
  async tell(key: string, answer: KnownAnswer): Promise<void> {
    await this.keep(key, answer);
    await this.spread(key, answer);
  }

  /** Tells the other relays of an answer that is kept. */
  async spread(key: string, answer: KnownAnswer): Promise<void> {
    const { store, relayId } = this.#options;
    await store.publish({ type: "answer", from: relayId, key, answer });
  }

  /** Keeps an answer for whoever looks. */
  async keep(key: string, answer: KnownAnswer): Promise<void> {
    const { store } = this.#options;
    const delayMs = Math.max(0, answer.dueAtMs - answer.answeredAtMs);
    if (answer.isTerminal) await store.set(`end:${key}`, answer, ENDED_TTL_MS);
    else await store.set(`op:${key}`, answer, delayMs + RUNNING_TTL_MS);
  }

  /** Tells the other relays that an action was done, so that what they know is out of date. */
  async tellOutdated(key: string): Promise<void> {
    const { store, relayId } = this.#options;
    await store.publish({ type: "outdated", from: relayId, key });
  }

  /** Takes in a message from the store, which anybody with access to it may have written. */
  hear(message: unknown): void {
    if (!isRecord(message)) return;
    const { type, key, answer, from } = message;
    if (from === this.#options.relayId || typeof key !== "string") return;
    if (type === "outdated") this.onOutdated(key);
    if (type !== "answer" || !isKnownAnswer(answer)) return;
    this.onNews(key, answer);
  }
}

/** Whether a value from the store is what a relay puts there. */
function isKnownAnswer(value: unknown): value is KnownAnswer {
  if (!isRecord(value)) return false;
  const { body, etag, upstreamEtag, isTerminal, answeredAtMs, dueAtMs, history, fillsLeft } = value;
  return (
    typeof body === "string" &&
    typeof etag === "string" &&
    (upstreamEtag === null || typeof upstreamEtag === "string") &&
    typeof isTerminal === "boolean" &&
    typeof answeredAtMs === "number" &&
    typeof dueAtMs === "number" &&
    typeof fillsLeft === "number" &&
    isRecord(history) &&
    Array.isArray(history["samples"])
  );
}
