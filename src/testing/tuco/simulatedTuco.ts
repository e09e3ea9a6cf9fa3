import { bearerToken } from "../http/layersKey";
import { IdempotentReplies } from "../http/IdempotentReplies";
import type { ProvisioningOutcome } from "./lineTimeline";
import type { Reply, SimulatedRequest } from "../http/Reply";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedIds } from "../world/SimulatedIds";
import { type CreateLineOptions, type SimulatedLine, SimulatedLines } from "./SimulatedLines";
import { tucoHttp, type TucoSettings } from "./tucoHttp";

/** The Tuco side of a simulator. Its methods do what the provider, its billing and its customer would do. */
export interface SimulatedTuco extends TucoSettings {
  /** The default key. */
  readonly apiKey: string;
  /** Makes another key. */
  addKey(): string;
  /** Revokes a key: requests with it are answered 401 from now on. */
  revokeKey(key: string): void;
  /**
   * Asks for a line; it awaits payment unless the plan says otherwise.
   *
   * @throws TypeError for an unknown type or outcome, a negative duration, or a payment link that is not https.
   * @example
   * const { lineRequestId } = simulator.tuco.createLine({ firstName: "Support", provisioningMs: 5_000 });
   * simulator.tuco.pay(lineRequestId);
   */
  createLine(options?: CreateLineOptions): SimulatedLine;
  /** Pays the invoice: provisioning begins. @throws TypeError unless it awaits payment. */
  pay(lineRequestId: string): SimulatedLine;
  /** Makes the line active now, paying for it first if needed. @throws TypeError when it has ended. */
  activate(lineRequestId: string): SimulatedLine;
  /** Fails provisioning now. @throws TypeError when it has ended. */
  fail(lineRequestId: string): SimulatedLine;
  /** Cancels the request. @throws TypeError unless it awaits payment. */
  cancel(lineRequestId: string): SimulatedLine;
  getLine(lineRequestId: string): SimulatedLine | undefined;
  /** All line requests, oldest first. */
  lines(): SimulatedLine[];
}

export interface TucoService {
  readonly tuco: SimulatedTuco;
  readonly answer: (request: SimulatedRequest, relayed: boolean) => Reply;
}

export function simulatedTuco(clock: SimulatedClock, ids: SimulatedIds): TucoService {
  const lines = new SimulatedLines(clock, ids);
  const keys = new Set<string>();

  function addKey(): string {
    const key = ids.secret("tuco_sim_");
    keys.add(key);
    return key;
  }

  const settle = (outcome: ProvisioningOutcome) => (lineRequestId: string) => lines.settle(lineRequestId, outcome);
  const apiKey = addKey();
  const tuco: SimulatedTuco = {
    apiKey,
    addKey,
    revokeKey: (key) => void keys.delete(key),
    createLine: (options) => lines.create(options),
    pay: (lineRequestId) => lines.pay(lineRequestId),
    activate: settle("active"),
    fail: settle("failed"),
    cancel: (lineRequestId) => lines.cancel(lineRequestId),
    getLine: (lineRequestId) => lines.get(lineRequestId),
    lines: () => lines.all(),
    readOnly: false,
    subscribed: true,
    allowedLineTypes: ["purchased", "byon"],
    linePlan: {},
  };

  const http = tucoHttp({ lines, idempotent: new IdempotentReplies(clock), settings: tuco });
  return {
    tuco,
    answer: (request, relayed) => {
      const key = relayed ? apiKey : bearerToken(request.headers);
      return http(request, key !== null && keys.has(key) ? key : null);
    },
  };
}
