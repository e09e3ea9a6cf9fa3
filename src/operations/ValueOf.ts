import type { AnyOperation, Operation } from "./Operation";
import type { StatusTable } from "./Outcome";
import type { ReadFields } from "./Reading";

type WireOf<O extends AnyOperation> =
  O extends Operation<infer Wire, infer _Statuses, infer _Path, infer _Actions> ? Wire : never;
type StatusesOf<O extends AnyOperation> = O["statuses"];

/**
 * The declared fields alone: the index signature that lets unknown fields through at run time would let every typo
 * through.
 */
type Declared<Wire> = {
  [Key in keyof Wire as string extends Key ? never : Key extends keyof Derived ? never : Key]: Wire[Key];
};

interface Derived {
  readonly status: unknown;
  readonly rawStatus: unknown;
  readonly outcome: unknown;
  readonly isTerminal: unknown;
  readonly progress: unknown;
  readonly stage: unknown;
  readonly etag: unknown;
}

/**
 * What longrun adds to the wire's own fields, one member for each status, so that a check of `status` narrows the rest.
 */
export type StatusFields<Statuses extends StatusTable> = {
  [Status in (keyof Statuses & string) | "unknown"]: {
    /** One of the operation's own statuses, or `'unknown'` for any other; a `switch` over it is exhaustive. */
    readonly status: Status;
    /** The status as it came over the wire. */
    readonly rawStatus: string;
    /** How it ended; null while it is going on. */
    readonly outcome: Status extends keyof Statuses ? Statuses[Status] : null;
    /** Whether it has ended. A terminal operation never changes again and is never polled again. */
    readonly isTerminal: Status extends keyof Statuses ? (Statuses[Status] extends null ? false : true) : false;
    /** In [0, 1], or null where it is not known. */
    readonly progress: number | null;
    /** What is being done now, in the provider's own word; absent where the wire has none. */
    readonly stage?: string | null | undefined;
    /** The `ETag` of the answer, sent back as `If-None-Match`. It is kept here so that it survives dehydration. */
    readonly etag?: string | undefined;
  };
}[(keyof Statuses & string) | "unknown"];

/** The value a hook gives for an operation: the wire object, validated, and the {@link StatusFields}. */
export type ValueOf<O extends AnyOperation> = Declared<WireOf<O>> &
  StatusFields<StatusesOf<O>> &
  Omit<ReadFields, keyof Declared<WireOf<O>>>;
