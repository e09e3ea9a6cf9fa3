import type { AnyOperation, ParamsOf, ValueOf } from "../../operations/defineOperation";

export interface PushedTo<O extends AnyOperation> {
  readonly onValue: (value: ValueOf<O>) => void;
  /** Nothing is heard of it any more: it is to be polled as before. */
  readonly onLost: () => void;
}

/** An answer to a read of this client. */
export interface ReadAnswered {
  /** The session that it names; null where it names none, undefined where the read was refused. */
  readonly session: string | null | undefined;
  /** Counts the client's reads as they are sent: what was sent before another may be answered after it. */
  readonly order: number;
}

/** What a client hears without asking. */
export interface ClientPush {
  /** Hears of one operation from now on, where its endpoint is a relay's. @returns what ends that */
  watch<O extends AnyOperation>(operation: O, params: ParamsOf<O>, to: PushedTo<O>): () => void;
  /** Whether changes of this operation are being heard, so that a slow poll is enough. */
  isHeard(operation: AnyOperation, params: Readonly<Record<string, string>>): boolean;
  /**
   * Notes what the relay let this client read, and as whom: nothing is heard of anything else.
   *
   * @returns whether a read that was sent later was granted in another session: the answer is for somebody who may be
   * gone
   */
  noteRead(operation: AnyOperation, params: Readonly<Record<string, string>>, answered: ReadAnswered): boolean;
  /** Ends its connections, timers and locks for good, and forgets what was heard. */
  close(): void;
}
