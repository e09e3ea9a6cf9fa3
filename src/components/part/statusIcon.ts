import type { Outcome } from "../../operations/Outcome";
import type { IconName } from "../labels/IconName";

/** Non-terminal statuses that wait for people. */
const WAITING: readonly string[] = ["requested", "in_review", "awaiting_payment"];

/** The icon of a status. */
export function statusIcon(status: string, outcome: Outcome | null): IconName {
  if (outcome !== null) return outcome;
  if (status === "unknown") return "unknown";
  return WAITING.includes(status) ? "waiting" : "running";
}
