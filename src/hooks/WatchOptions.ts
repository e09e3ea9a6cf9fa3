import type { LongrunClient } from "../client/LongrunClient";
import type { Cadence } from "../polling/Cadence";

/** Options of every hook that watches an operation. */
export interface WatchOptions<Value extends { readonly status: string }> {
  /** Whether to poll at all. @default true */
  readonly enabled?: boolean | undefined;
  /**
   * How long to wait between polls. Of several components that watch one operation, the fastest cadence counts.
   * @default the operation's own cadence
   */
  readonly cadence?: Cadence | undefined;
  /**
   * Called once per operation and mounted hook when the operation has ended, after the render that shows it.
   * `witnessed` is whether this hook saw it unfinished: false for work that had ended before, for which no toast should
   * pop up. It is not called again for an id that is replaced and comes back.
   */
  readonly onSettled?: ((data: Value, context: { readonly witnessed: boolean }) => void) | undefined;
  /** Called when the status differs from the last one that this hook saw of the same operation. */
  readonly onStatusChange?: ((next: Value["status"], previous: Value["status"], data: Value) => void) | undefined;
  /** Used instead of the provider's client. Its identity should not change from render to render. */
  readonly client?: LongrunClient | undefined;
}
