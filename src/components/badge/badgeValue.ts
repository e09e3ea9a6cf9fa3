import type { AnyOperation } from "../../operations/defineOperation";
import { statusIn } from "../../operations/parseOperation";
import type { BadgeValue } from "./StatusBadge";

/** A bare wire status with the outcome that its operation's table gives it. */
export function badgeValue(operation: AnyOperation, rawStatus: string): BadgeValue {
  return { ...statusIn(operation.statuses, rawStatus), rawStatus };
}
