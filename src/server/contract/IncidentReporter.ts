import type { RelayIncident } from "./RelayIncident";
import type { Secrets } from "../secrets/Secrets";

/** In characters, counted once the keys are out: a key that is cut in two would not be found. */
const LONGEST_CAUSE = 500;

/** Tells whoever runs the relay what visitors are not told, with every key taken out. */
export class IncidentReporter {
  readonly #tell: (incident: RelayIncident) => unknown;
  readonly #secrets: Secrets;

  constructor(onError: ((incident: RelayIncident) => void) | undefined, secrets: Secrets) {
    this.#tell = onError ?? logLine;
    this.#secrets = secrets;
  }

  report(message: string, cause?: unknown, requestId?: string, operation?: string): void {
    try {
      const told = this.#tell({
        message: this.#secrets.redact(message),
        ...(cause === undefined ? {} : { cause: this.#secrets.redact(describe(cause)).slice(0, LONGEST_CAUSE) }),
        ...(requestId === undefined ? {} : { requestId }),
        ...(operation === undefined ? {} : { operation }),
      });
      // An asynchronous one that fails, and that nobody waits for, would end the process.
      Promise.resolve(told).catch(() => undefined);
    } catch {
      // A log that fails must not turn an answer into none.
    }
  }
}

/**
 * Name and message, and those of its causes: `fetch failed` alone says nothing. No stack, whose paths are nobody's
 * business in a log line.
 */
function describe(cause: unknown): string {
  const parts: string[] = [];
  for (
    let at: unknown = cause;
    at !== undefined && at !== null && parts.length < 4;
    at = at instanceof Error ? at.cause : undefined
  ) {
    parts.push(at instanceof Error ? `${at.name}: ${messageOf(at)}` : typeof at);
  }
  return parts.join(" ← ");
}

/** The platform repeats the value of a header that can't be sent, and that may be a key which is not known here yet. */
function messageOf(error: Error): string {
  return error instanceof TypeError && /header/i.test(error.message)
    ? "a header can't be sent, or headers could not be made of what was given"
    : error.message;
}

function logLine({ message, cause, requestId }: RelayIncident): void {
  const details = `${cause === undefined ? "" : ` (${cause})`}${requestId === undefined ? "" : ` [${requestId}]`}`;
  console.error(`longrun relay: ${message}${details}`);
}
