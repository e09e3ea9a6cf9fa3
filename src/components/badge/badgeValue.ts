import type { AnyOperation } from "../../operations/defineOperation";
import { statusIn } from "../../operations/parseOperation";
import type { BadgeValue } from "./StatusBadge";

/**
 * A bare wire status with the outcome that its operation's table gives it. Code without types may give what is no text.
 */
export function badgeValue(operation: AnyOperation, status: string): BadgeValue {
  const rawStatus = String(status);
  return { ...statusIn(operation.statuses, rawStatus), rawStatus };
}
