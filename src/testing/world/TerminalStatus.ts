import type { StatusTable } from "../../operations/Outcome";

/** The statuses of a table that end an operation. */
export type TerminalStatus<Statuses extends StatusTable> = {
  [Status in keyof Statuses & string]: Statuses[Status] extends null ? never : Status;
}[keyof Statuses & string];

export function terminalStatuses<Statuses extends StatusTable>(statuses: Statuses): TerminalStatus<Statuses>[] {
  // The filter keeps the statuses that the type keeps.
  return Object.keys(statuses).filter((status) => statuses[status] !== null) as TerminalStatus<Statuses>[];
}
