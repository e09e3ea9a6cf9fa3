import { isRecord } from "../isRecord";
import { isHttpsLink } from "../lenient";
import type { ReadFields, Reading } from "../Reading";

/** What can be used of what a definition's `read` told; a server may send anything in these places. */
export function readFields(reading: Reading): ReadFields {
  const { failure, links } = reading;
  const fields: Record<string, unknown> = {};
  for (const name of ["message", "startedAt", "finishedAt"] as const)
    if (typeof reading[name] === "string") fields[name] = reading[name];
  if ((reading.queuePosition as number) >= 0) fields["queuePosition"] = Number(reading.queuePosition);
  if (isRecord(failure)) {
    const { code, message } = failure;
    // Numbers are codes too: gRPC has them.
    fields["failure"] = { code: String(code ?? "UNKNOWN"), message: typeof message === "string" ? message : "" };
  }
  // An answer may have made the names too, and `fromEntries` makes no prototype of them.
  if (isRecord(links))
    fields["links"] = Object.fromEntries(Object.entries(links).filter(([, link]) => isHttpsLink(link)));
  return fields;
}
