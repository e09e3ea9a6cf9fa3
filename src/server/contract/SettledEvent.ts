import type { AnyOperation } from "../../operations/Operation";
import type { OperationValue } from "../../operations/OperationValue";

/** An operation that has ended. */
export interface SettledEvent {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
  /** The final value, as the hooks would give it. One from a webhook may lack fields that a read has. */
  readonly value: OperationValue & Readonly<Record<string, unknown>>;
  /** Whether a relay saw it while it was still going on; false if it had ended before anybody asked. */
  readonly witnessed: boolean;
  readonly via: "read" | "event";
}
