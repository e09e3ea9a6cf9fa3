import type { Lease } from "../../store/ReadLeases";
import type { Flight } from "./Flight";
import type { ReadOutcome } from "./ReadOutcome";

/** An operation's reads: the one under way, its lease, and when the last one was sent. */
export class EntryReads {
  #flight: Flight<ReadOutcome> | null = null;
  #lease: Lease | null = null;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  /** The read under way. */
  get flight(): Flight<ReadOutcome> | null {
    return this.#flight;
  }

  /** The lease that the read under way holds, or that a lost one has left over. */
  get lease(): Lease | null {
    return this.#lease;
  }

  /** When the last read was sent, whatever its outcome, in ms since the epoch. */
  get sentAtMs(): number {
    return this.#sentAtMs;
  }

  /** Whether the read under way was lost: some platforms end it, and its deadline, with the request that began it. */
  isLostAt(nowMs: number, lostAfterMs: number): boolean {
    return this.#flight !== null && nowMs - Math.max(this.#flight.startedAtMs, this.#sentAtMs) > lostAfterMs;
  }

  start(flight: Flight<ReadOutcome>): void {
    this.#flight = flight;
  }

  /** Ends a read, unless another has been started in its place. */
  end(flight: Flight<ReadOutcome>): void {
    if (this.#flight === flight) this.#flight = null;
  }

  markSent(nowMs: number): void {
    this.#sentAtMs = nowMs;
  }

  holdLease(lease: Lease): void {
    this.#lease = lease;
  }

  dropLease(lease: Lease): void {
    if (this.#lease === lease) this.#lease = null;
  }
}
