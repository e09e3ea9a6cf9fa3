import { parseOperation } from "../../operations/value/parseOperation";
import type { IncidentReporter } from "../contract/IncidentReporter";
import type { SettledEvent } from "../contract/SettledEvent";
import type { CachedAnswer } from "./answer/CachedAnswer";
import { LruMap, textBytes } from "../store/LruMap";
import type { Target } from "../upstream/Target";

/** How many operations are remembered. An operation that is forgotten would be reported twice. */
const REMEMBERED = { maxEntries: 100_000, maxBytes: 16 * 1_048_576 };
/** Memory for an entry beside its key, in bytes. */
const ENTRY_BYTES = 64;

/** Calls the application's `onSettled`, once for every operation that has ended. */
export class SettledLog {
  readonly #reported = new LruMap<true>({ ...REMEMBERED, sizeOf: (_, key) => ENTRY_BYTES + textBytes(key) });
  readonly #onSettled: (event: SettledEvent) => void | Promise<void>;
  readonly #incidents: IncidentReporter;

  constructor(onSettled: (event: SettledEvent) => void | Promise<void>, incidents: IncidentReporter) {
    this.#onSettled = onSettled;
    this.#incidents = incidents;
  }

  record(target: Target, answer: CachedAnswer): void {
    if (!answer.isTerminal || this.#reported.get(target.key)) return;
    this.#reported.set(target.key, true);
    void this.#run(target, answer);
  }

  async #run({ operation, params }: Target, { body, wasSeenRunning, via }: CachedAnswer): Promise<void> {
    try {
      // The cast: a parsed value has the wire's fields too.
      const value = parseOperation(operation, JSON.parse(body), params) as SettledEvent["value"];
      await this.#onSettled({ operation, params, value, witnessed: wasSeenRunning, via });
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
