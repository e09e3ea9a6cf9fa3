import { parseOperation } from "../../operations/parseOperation";
import type { IncidentReporter } from "../contract/IncidentReporter";
import type { SettledEvent } from "../contract/SettledEvent";
import type { CachedAnswer } from "./answer/CachedAnswer";
import { LruMap } from "../store/LruMap";
import { textBytes } from "../store/textBytes";
import type { Target } from "../upstream/Target";

/** Remembering an id costs little, and forgetting one would do somebody's work twice. */
const REMEMBERED = { maxEntries: 100_000, maxBytes: 16 * 1_048_576 };
/** What an entry takes beside the name, in bytes. */
const ENTRY_BYTES = 64;

/** Tells the application of every operation that has ended, once. */
export class SettledLog {
  readonly #told = new LruMap<true>({ ...REMEMBERED, sizeOf: (_, key) => ENTRY_BYTES + textBytes(key) });
  readonly #tell: (event: SettledEvent) => void | Promise<void>;
  readonly #incidents: IncidentReporter;

  constructor(tell: (event: SettledEvent) => void | Promise<void>, incidents: IncidentReporter) {
    this.#tell = tell;
    this.#incidents = incidents;
  }

  record(target: Target, answer: CachedAnswer): void {
    if (!answer.isTerminal || this.#told.get(target.key)) return;
    this.#told.set(target.key, true);
    void this.#run(target, answer);
  }

  async #run({ operation, params }: Target, { body, wasSeenRunning, via }: CachedAnswer): Promise<void> {
    try {
      // An operation's value has the wire's fields too.
      const value = parseOperation(operation, JSON.parse(body), params) as SettledEvent["value"];
      await this.#tell({ operation, params, value, witnessed: wasSeenRunning, via });
    } catch (error) {
      this.#incidents.report(
        "onSettled failed; it is not called again for this operation",
        error,
        undefined,
        operation.name,
      );
    }
  }
}
