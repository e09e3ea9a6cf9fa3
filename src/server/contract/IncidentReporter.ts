import type { RelayIncident } from "./RelayIncident";
import type { Secrets } from "../secrets/Secrets";

/** In characters; cut after the keys are redacted, since half a key would not be recognised. */
const MAX_CAUSE_LENGTH = 500;

/** Reports to whoever runs the relay, with every key redacted. */
export class IncidentReporter {
  readonly #onError: (incident: RelayIncident) => unknown;
  readonly #secrets: Secrets;

  constructor(onError: ((incident: RelayIncident) => void) | undefined, secrets: Secrets) {
    this.#onError = onError ?? logLine;
    this.#secrets = secrets;
  }

  report(message: string, cause?: unknown, requestId?: string, operation?: string): void {
    try {
      const reported = this.#onError({
        message: this.#secrets.redact(message),
        ...(cause === undefined ? {} : { cause: this.#secrets.redact(describe(cause)).slice(0, MAX_CAUSE_LENGTH) }),
        ...(requestId === undefined ? {} : { requestId }),
        ...(operation === undefined ? {} : { operation }),
      });
      // An `onError` may be asynchronous, and a rejection that nobody handles would end the process.
      Promise.resolve(reported).catch(() => undefined);
    } catch {
      // A failing log must not fail the request.
    }
  }
}

/** Name and message of an error and of its causes, since `fetch failed` alone says nothing; no stack. */
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

/** Withholds messages about headers: the platform quotes the value, which may be a key that is not redacted yet. */
function messageOf(error: Error): string {
  return error instanceof TypeError && /header/i.test(error.message)
    ? "a header can't be sent, or headers could not be made of what was given"
    : error.message;
}

function logLine({ message, cause, requestId }: RelayIncident): void {
  const details = `${cause === undefined ? "" : ` (${cause})`}${requestId === undefined ? "" : ` [${requestId}]`}`;
  console.error(`longrun relay: ${message}${details}`);
}
