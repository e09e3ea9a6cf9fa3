import type { AnyOperation, ParamsOf } from "../../operations/Operation";
import type { ValueOf } from "../../operations/ValueOf";

export interface PushedTo<O extends AnyOperation> {
  readonly onValue: (value: ValueOf<O>) => void;
  /** Called when its changes are no longer pushed: poll it as before. */
  readonly onLost: () => void;
}

/** An answer to a read of this client. */
export interface ReadAnswered {
  /** The session that it names; null where it names none, undefined where the read was refused. */
  readonly session: string | null | undefined;
  /** Counts the client's reads as they are sent: a read may be answered after one that was sent later. */
  readonly order: number;
}

/** Pushed changes of one client. */
export interface ClientPush {
  /** Subscribes to one operation, where its endpoint is a relay's. @returns what ends the subscription */
  watch<O extends AnyOperation>(operation: O, params: ParamsOf<O>, to: PushedTo<O>): () => void;
  /** Whether changes of this operation are pushed, so that a slow poll is enough. */
  isHeard(operation: AnyOperation, params: Readonly<Record<string, string>>): boolean;
  /**
   * Records what the relay let this client read, and in which session: changes of other operations are not delivered.
   *
   * @returns whether a read that was sent later was granted in another session: then the answer may be for a user who
   * has signed out
   */
  noteRead(operation: AnyOperation, params: Readonly<Record<string, string>>, answered: ReadAnswered): boolean;
  /** Ends its streams, timers and locks for good, and forgets all changes. */
  close(): void;
}
