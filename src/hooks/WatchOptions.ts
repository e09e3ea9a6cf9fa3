import type { LongrunClient } from "../client/LongrunClient";
import type { Cadence } from "../polling/Cadence";

/** What every watching hook takes. */
export interface WatchOptions<Value extends { readonly status: string }> {
  /** Whether to ask at all. @default true */
  readonly enabled?: boolean | undefined;
  /**
   * How long to wait between polls; of several components that watch one operation the quickest sets the pace. @default
   * the operation's own cadence
   */
  readonly cadence?: Cadence | undefined;
  /**
   * Called once per operation and mounted hook when it has ended, after the render that shows it. `witnessed` tells
   * whether this hook saw it unfinished: false for work that had ended before, for which no toast should pop up. An id
   * that is left and comes back does not count again.
   */
  readonly onSettled?: ((data: Value, context: { readonly witnessed: boolean }) => void) | undefined;
  /** Called when the status differs from the one this hook last saw of the same operation. */
  readonly onStatusChange?: ((next: Value["status"], previous: Value["status"], data: Value) => void) | undefined;
  /** Asked through instead of the provider's. Its identity should not change from render to render. */
  readonly client?: LongrunClient | undefined;
}
