import type { SimulatedService } from "./SimulatedFaults";

/** A request that reached the simulator, by whatever way. It never holds a key. */
export interface RequestRecord {
  readonly method: string;
  /** The provider's path, such as `/v1/jobs/job_…`, also where the request came by a relay's; without the query. */
  readonly path: string;
  /** Whose path it is; null for neither's. */
  readonly service: SimulatedService | null;
  /** Whether it came by a relay's path, and so without a key. */
  readonly relayed: boolean;
  /** Of the answer; null while there is none, and for ever when the connection failed. */
  readonly status: number | null;
  /** When it came, in simulated ms since the epoch. */
  readonly at: number;
  readonly ifNoneMatch: string | null;
  readonly idempotencyKey: string | null;
}
