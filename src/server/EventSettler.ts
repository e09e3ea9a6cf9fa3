import type { OperationValue } from "../operations/defineOperation";
import { parseOperation } from "../operations/parseOperation";
import { answerTold, type KnownAnswer } from "./KnownAnswer";
import type { OperationReader } from "./OperationReader";
import type { Target } from "./readOnce";
import type { SharedAnswers } from "./SharedAnswers";
import type { WatchedOperations } from "./WatchedOperations";

export interface EventSettlerOptions {
  readonly reader: OperationReader;
  readonly shared: SharedAnswers;
  readonly watched: WatchedOperations;
  readonly now: () => number;
}

/** Takes in what events tell. */
export class EventSettler {
  readonly #options: EventSettlerOptions;

  constructor(options: EventSettlerOptions) {
    this.#options = options;
  }

  /**
   * Takes in what an event tells of an operation. What the event leaves out is filled by one read, if somebody watches and the read is
   * quick; where the event does not tell the end for sure, the read does.
   *
   * @throws OperationError `INVALID_RESPONSE` when what it tells is not what the provider documents.
   */
  async settle(target: Target, fields: Readonly<Record<string, unknown>>, isCertain: boolean): Promise<void> {
    const { reader, watched: all, shared, now } = this.#options;
    const before = all.find(target.key)?.answer ?? (await shared.get(target.key));
    if (before?.isTerminal) return;
    const body = JSON.stringify({ ...bodyOf(before), ...target.params, ...fields });
    const value: OperationValue = parseOperation(target.operation, JSON.parse(body), target.params);
    if (!isCertain) {
      reader.outdate(target.key);
      const reading = await reader.read(target, 0, undefined);
      if (reading.kind === "known" && reading.answer.isTerminal) return;
    }
    const answer = await answerTold(body, value, before, { key: target.key, nowMs: now() });
    await shared.keep(target.key, answer);
    const watched = all.find(target.key);
    // What nobody watches takes no place among what somebody does, and is read when somebody asks.
    if (watched === undefined) return all.tell({ target, answer }, before);
    if (!reader.put(watched, answer)) return;
    await reader.filled(watched, undefined).catch(() => undefined);
    // A read that knew of the end has told it already.
    if (watched.answer === null || watched.answer.via === "read") return;
    all.tell(watched, before);
    await shared.tell(target.key, watched.answer);
  }
}

/** The object that is known, for an event to be laid over; nothing of one that can't be read. */
function bodyOf(answer: KnownAnswer | null): Record<string, unknown> {
  return answer === null ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
}
