import type { Cadence } from "../polling/Cadence";
import type { PathParams } from "./path/operationPath";
import type { Schema } from "./Schema";
import type { StatusTable } from "./Outcome";
import type { Reading } from "./Reading";
import type { OperationValue } from "./OperationValue";

export interface OperationConfig<
  Wire,
  Statuses extends StatusTable,
  Path extends string,
  Actions extends ActionConfigs = ActionConfigs,
> {
  /** Unique, dotted, the provider first: `layers.job`. Errors, query keys and the relay use it. */
  readonly name: string;
  /** Which endpoint of the client serves it. Without configuration an endpoint `acme` is at `/api/longrun/acme`. */
  readonly endpoint: string;
  /**
   * A template: `/v1/jobs/:jobId`, with query parameters `/v1/jobs/:jobId?team=:team&v=2`, or with a whole path
   * `/v1beta/:name*`. It builds the URL here and is matched by the relay.
   */
  readonly path: Path;
  /**
   * How the upstream is asked. A browser sends the relay a GET, whatever stands here. @default GET, or POST with a body
   */
  readonly method?: "GET" | "POST" | undefined;
  /**
   * The JSON that the upstream is asked with, for GraphQL and JSON-RPC. Query parameters `:name` of the path go into
   * the body alone then; constant ones stay.
   */
  body?(params: PathParams<Path>): unknown;
  /**
   * The shapes of ids that are not 1–128 letters, digits, `_` or `-`: `{ repo: /^[\w.-]+\/[\w.-]+$/ }`. Each must be
   * anchored at both ends. However wide, an id never has white space, controls or `\`, and is never `.` or `..`.
   */
  readonly ids?: { readonly [Name in keyof PathParams<Path>]?: RegExp } | undefined;
  /** What can be done with it, by name: `{ cancel: defineAction({ … }) }`. The names are what `authorize` is asked. */
  readonly actions?: Actions | undefined;
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
  Actions extends ActionConfigs = ActionConfigs,
> extends Omit<OperationConfig<Wire, Statuses, Path, Actions>, "actions"> {
  readonly params: readonly string[];
  /** Its actions, bound to it. */
  readonly actions: BoundActions<Actions>;
}

/** Any operation at all; what a function takes that does not care which. */
// Wire stands both as input (read) and as output (schema), so only `any` accepts all operations.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOperation = Operation<any, StatusTable, string, any>;

/** The parameters an operation is asked with. */
export type ParamsOf<O extends AnyOperation> =
  O extends Operation<infer _Wire, infer _Statuses, infer Path, infer _Actions> ? PathParams<Path> : never;

/** How an action is called. */
export type ActionMethod = "POST" | "PUT" | "PATCH" | "DELETE";

/** What can be done with an operation, or what starts one: a part of its definition. */
export interface ActionConfig<Input = unknown, Path extends string = string> {
  /** @default POST */
  readonly method?: ActionMethod | undefined;
  /** A template, as a definition's own: `/v1/renders/:renderId/cancel`. An action that creates needs no parameter. */
  readonly path: Path;
  /** What it takes; unknown fields are dropped by a schema that drops them. @default nothing */
  readonly input?: Schema<Input> | undefined;
  /** The JSON that is sent. @default the input, where there is one; else none */
  // Methods, so that an action of any input is an action.
  body?(input: Input, params: PathParams<Path>): unknown;
  /**
   * Whether each call makes something new. It carries an `Idempotency-Key` then, one per attempt of a person however
   * often it is sent. @default false
   */
  readonly creates?: boolean | undefined;
}

/** Actions by name, as a definition takes them. */
// The input stands both in the schema (output) and in the body (input), so only `any` accepts all actions.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ActionConfigs = Readonly<Record<string, ActionConfig<any, string>>>;

/** An action of a definition: what the hooks call, and all that the relay lets through beside reads. */
export interface Action<Input = unknown, Path extends string = string> extends ActionConfig<Input, Path> {
  /** Its name in the definition: what `authorize` is asked about. */
  readonly name: string;
  readonly method: ActionMethod;
  readonly operation: AnyOperation;
  readonly params: readonly string[];
}

/** The actions of a definition, each bound to it under its name. */
export type BoundActions<Configs> = {
  readonly [Name in keyof Configs]: Configs[Name] & Pick<Action, "name" | "method" | "operation" | "params">;
};

/** The parameters that an action is called with. */
export type ActionParams<A> = A extends { readonly path: infer Path extends string } ? PathParams<Path> : never;

/** The input that an action takes; void where it takes none. */
export type ActionInput<A> =
  // TanStack's `mutate()` may be called without an argument where its type is void.
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type
  A extends ActionConfig<infer Input, infer _Path> ? (unknown extends Input ? void : Input) : never;
