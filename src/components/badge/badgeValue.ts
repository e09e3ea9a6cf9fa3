import type { AnyOperation } from "../../operations/Operation";
import { statusIn } from "../../operations/value/parseOperation";
import type { BadgeValue } from "./statusContent";

/** A bare wire status, with the outcome that the operation's table gives it. */
export function badgeValue(operation: AnyOperation, status: string): BadgeValue {
  // Code without types may pass something other than text.
  const rawStatus = String(status);
  return { ...statusIn(operation.statuses, rawStatus), rawStatus };
}
