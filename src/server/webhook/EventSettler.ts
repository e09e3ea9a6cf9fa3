import type { OperationValue } from "../../operations/defineOperation";
import { parseOperation } from "../../operations/parseOperation";
import { answerTold, supersedes, type CachedAnswer } from "../cache/CachedAnswer";
import type { CachedReader } from "../cache/CachedReader";
import type { Target } from "../upstream/Target";
import type { SharedAnswers } from "../cache/SharedAnswers";
import type { OperationCache } from "../cache/OperationCache";

export interface EventSettlerOptions {
  readonly reader: CachedReader;
  readonly shared: SharedAnswers;
  readonly watched: OperationCache;
  readonly now: () => number;
}

/** Takes in what events tell. */
export class EventSettler {
  readonly #options: EventSettlerOptions;

  constructor(options: EventSettlerOptions) {
    this.#options = options;
  }

  /**
   * Takes in what an event tells of an operation; once it resolves, every relay knows. What the event leaves out is
   * filled by one read, if somebody watches and the read is quick; where the event does not tell the end for sure, the
   * read does. Doing it again changes nothing, and makes up for a relay that was killed while it did.
   *
   * @throws OperationError `INVALID_RESPONSE` when what it tells is not what the provider documents.
   */
  async settle(target: Target, fields: Readonly<Record<string, unknown>>, isCertain: boolean): Promise<void> {
    const { reader, watched: all, shared, now } = this.#options;
    const kept = await shared.get(target.key);
    const own = all.find(target.key)?.answer ?? null;
    const before = kept !== null && supersedes(kept, own) ? kept : own;
    if (before?.isTerminal) return this.#tellAgain(target, before, kept?.isTerminal === true);
    const body = JSON.stringify({ ...bodyOf(before), ...target.params, ...fields });
    const value: OperationValue = parseOperation(target.operation, JSON.parse(body), target.params);
    if (!isCertain) {
      reader.outdate(target.key);
      const reading = await reader.read(target, 0, null, undefined);
      if (reading.kind === "known" && reading.answer.isTerminal) return;
    }
    const answer = await answerTold(body, value, before, { key: target.key, nowMs: now() });
    await shared.keep(target.key, answer);
    const watched = all.find(target.key);
    // What nobody watches here is the first to make room for what somebody does, and filled when somebody asks.
    // Elsewhere somebody may.
    if (watched === undefined) {
      if (shared.isAlone) reader.put(all.findOrAdd(target), answer);
      await shared.spread(target.key, answer);
      return all.tell({ target, answer }, before);
    }
    if (!reader.put(watched, answer)) return;
    await reader.filled(watched, undefined).catch(() => undefined);
    // A read that knew of the end has told it already.
    if (watched.answer === null || watched.answer.via === "read") return;
    await shared.tell(target.key, watched.answer);
    all.tell(watched, before);
  }

  /** It has ended already. Who took that in may have been killed before it told anybody. */
  async #tellAgain(target: Target, ended: CachedAnswer, isKept: boolean): Promise<void> {
    const { reader, watched: all, shared } = this.#options;
    await (isKept ? shared.spread(target.key, ended) : shared.tell(target.key, ended));
    const watched = all.find(target.key);
    if (watched === undefined) all.tell({ target, answer: ended }, null);
    else reader.adopt(watched, ended);
  }
}

/** The object that is known, for an event to be laid over; nothing of one that can't be read. */
function bodyOf(answer: CachedAnswer | null): Record<string, unknown> {
  return answer === null ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
}
