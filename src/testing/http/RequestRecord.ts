import type { SimulatedService } from "./SimulatedFaults";

/** A request that reached the simulator, by `fetch` or over HTTP. It never contains a key. */
export interface RequestRecord {
  readonly method: string;
  /** The provider's path without the query, such as `/v1/jobs/job_…`, even if the request used a relay's path. */
  readonly path: string;
  /** The provider that the path belongs to; null for neither. */
  readonly service: SimulatedService | null;
  /** Whether the request used a relay's path, which needs no key. */
  readonly relayed: boolean;
  /** The answer's status; null until there is one, and if the connection failed. */
  readonly status: number | null;
  /** When the request arrived, in simulated ms since the epoch. */
  readonly at: number;
  readonly ifNoneMatch: string | null;
  readonly idempotencyKey: string | null;
}
