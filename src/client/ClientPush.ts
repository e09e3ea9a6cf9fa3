import type { AnyOperation, ParamsOf, ValueOf } from "../operations/defineOperation";

export interface PushedTo<O extends AnyOperation> {
  readonly onValue: (value: ValueOf<O>) => void;
  /** Nothing is heard of it any more: it is to be polled as before. */
  readonly onLost: () => void;
}

/** What a client hears without asking. */
export interface ClientPush {
  /** Hears of one operation from now on, where its endpoint is a relay's. @returns what ends that */
  watch<O extends AnyOperation>(operation: O, params: ParamsOf<O>, to: PushedTo<O>): () => void;
  /** Whether changes of this operation are being heard, so that a slow poll is enough. */
  isHeard(operation: AnyOperation, params: Readonly<Record<string, string>>): boolean;
}
