import { isDevelopment } from "../polling/isDevelopment";
import { assertOperation } from "./assertOperation";
import { bindActions } from "./defineAction";
import type { ActionConfigs } from "./Operation";
import type { Operation, OperationConfig } from "./Operation";
import type { StatusTable } from "./Outcome";
import { paramNames } from "./path/operationPath";

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
export function defineOperation<
  Wire,
  const Statuses extends StatusTable,
  const Path extends string,
  const Actions extends ActionConfigs = Record<never, never>,
>(config: OperationConfig<Wire, Statuses, Path, Actions>): Operation<Wire, Statuses, Path, Actions> {
  // A definition is written once and met by every test run and every development server; what checks it weighs 0.6 kB
  // in a browser.
  if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production") assertOperation(config);
  const operation = {
    ...config,
    statuses: Object.freeze({ ...config.statuses }),
    params: Object.freeze(paramNames(config.path)),
  };
  // An action knows its operation, and the operation its actions.
  const whole = operation as unknown as Writable<Operation<Wire, Statuses, Path, Actions>>;
  if (config.actions !== undefined) whole.actions = bindActions(whole, config.actions);
  return Object.freeze(whole);
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
