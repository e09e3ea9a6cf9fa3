import type { Cadence } from "../polling/Cadence";
import { isDevelopment } from "../polling/isDevelopment";
import { assertOperation } from "./assertOperation";
import { paramNames, type PathParams } from "./operationPath";

/** How an operation ended; null while it has not. */
export type Outcome = "success" | "partial" | "failure" | "canceled";

/** Every status the wire may say, with the outcome it means; null where the operation is still going on. */
export type StatusTable = Readonly<Record<string, Outcome | null>>;

/**
 * What validates an answer: a zod or zod/mini schema, or that of any library that speaks Standard Schema (valibot,
 * arktype …), as long as it validates synchronously.
 *
 * @see https://standardschema.dev
 */
export interface Schema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/** What longrun needs to know of an answer, where the wire does not call it `status`, `progress` and `stage`. */
export interface Reading {
  readonly status: unknown;
  /** In [0, 1]; anything else than a number counts as not known. */
  readonly progress?: unknown;
  readonly stage?: unknown;
  /**
   * The ids that the answer is about, by parameter name. One that differs from the id asked for makes the answer
   * invalid.
   */
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface OperationConfig<Wire, Statuses extends StatusTable, Path extends string> {
  /** Unique, dotted, the provider first: `layers.job`. Errors, query keys and the relay use it. */
  readonly name: string;
  /** Which endpoint of the client serves it. Without configuration an endpoint `acme` is at `/api/longrun/acme`. */
  readonly endpoint: string;
  /** A template: `/v1/jobs/:jobId`. It builds the URL here and is matched by the relay. */
  readonly path: Path;
  readonly schema: Schema<Wire>;
  readonly statuses: Statuses;
  /** How long to wait between polls. @default backoff() */
  readonly cadence?: Cadence | undefined;
  /**
   * Where the wire calls things otherwise. @default the fields `status`, `progress` and `stage`, and each path
   * parameter's own
   */
  // A method, so that an operation whose schema is looser than its declared wire type is still assignable to that type.
  read?(wire: Wire): Reading;
  /**
   * How long an operation may go without a change of status, stage or progress before `isStalled` says that it takes
   * longer than usual, in ms, or a function of its value; `Infinity` for one that waits for a person. @default 120000
   *
   * @example
   * stalledAfterMs: ({ stage }) => (stage === "rendering" ? 600_000 : 60_000),
   */
  readonly stalledAfterMs?: number | StalledAfter<Wire> | undefined;
  /**
   * What is wrong with ids by the look of them: `jobId looks like the id of a line request, not of a job`. Told when
   * nothing is found under them; it refuses none. @default nothing
   */
  mistakenIds?(params: Readonly<Record<string, string>>): string | undefined;
}

// The type of a method, for the same reason as `read`.
type StalledAfter<Wire> = { bivariant(value: Wire & OperationValue): number }["bivariant"];

/**
 * An operation as data: read by the hooks, the relay, the simulator and the badges alike. Made by {@link
 * defineOperation}.
 */
export interface Operation<
  Wire = unknown,
  Statuses extends StatusTable = StatusTable,
  Path extends string = string,
> extends OperationConfig<Wire, Statuses, Path> {
  readonly params: readonly string[];
}

/** Any operation at all; what a function takes that does not care which. */
// Wire stands both as input (read) and as output (schema), so only `any` accepts all operations.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOperation = Operation<any, StatusTable, string>;

/** The parameters an operation is asked with. */
export type ParamsOf<O extends AnyOperation> =
  O extends Operation<infer _Wire, infer _Statuses, infer Path> ? PathParams<Path> : never;

type WireOf<O extends AnyOperation> = O extends Operation<infer Wire, infer _Statuses, infer _Path> ? Wire : never;
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
export type ValueOf<O extends AnyOperation> = Declared<WireOf<O>> & StatusFields<StatusesOf<O>>;

/** What every operation's value has, whatever else it has. */
export interface OperationValue {
  readonly status: string;
  readonly rawStatus: string;
  readonly outcome: Outcome | null;
  readonly isTerminal: boolean;
  readonly progress: number | null;
  readonly stage?: string | null | undefined;
  readonly etag?: string | undefined;
}

/**
 * Describes a long-running operation once; hooks, relay and components read the description.
 *
 * @throws TypeError when the definition can't work: an empty name, a path without a leading slash, a status table
 * without an end. A build with `NODE_ENV` set to `production` leaves these checks out; the relay makes them always.
 * @example
 * const renderOperation = defineOperation({
 *   name: "acme.render",
 *   endpoint: "acme",
 *   path: "/v1/renders/:renderId",
 *   schema: z.looseObject({ renderId: z.string(), state: z.string(), percent: z.number() }),
 *   statuses: { queued: null, rendering: null, done: "success", error: "failure" },
 *   cadence: backoff({ maxMs: 30_000 }),
 *   read: (wire) => ({ status: wire.state, progress: wire.percent / 100 }),
 * });
 * const { data } = useOperation(renderOperation, { renderId });
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineOperation<Wire, const Statuses extends StatusTable, const Path extends string>(
  config: OperationConfig<Wire, Statuses, Path>,
): Operation<Wire, Statuses, Path> {
  // A definition is written once and met by every test run and every development server; what checks it weighs 0.6 kB
  // in a browser.
  if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production") assertOperation(config);
  return Object.freeze({
    ...config,
    statuses: Object.freeze({ ...config.statuses }),
    params: Object.freeze(paramNames(config.path)),
  });
}
