import { isRecord } from "../isRecord";
import { isTooDeep } from "../isTooDeep";
import type { Reading } from "../Reading";
import type { AnyOperation } from "../Operation";
import type { Outcome, StatusTable } from "../Outcome";
import type { OperationValue } from "../OperationValue";
import type { ValueOf } from "../ValueOf";
import { OperationError } from "../error/OperationError";
import type { ClientErrorCode } from "../error/OwnErrorCode";
import { recordOperation } from "./operationOf";
import { readFields } from "./readFields";

/**
 * Turns a service's JSON, such as the body of a 200 or an item of your own list, into an operation's value: validated,
 * with its status looked up and its progress in [0, 1]. Unknown fields stay; an unknown status becomes `'unknown'`, is
 * not terminal and keeps its own name in `rawStatus`.
 *
 * @param params The ids that were asked for. @default null, where they are not known yet (a list, the answer to a
 * create)
 * @param etag The `ETag` of the answer, kept in the value. @default none
 * @throws OperationError `INVALID_RESPONSE` (retryable: a deploy or a captive portal passes) when the body is not what
 * the schema says, or is about another id than the one asked for.
 * @example
 * const { jobs } = await (await fetch("/my/jobs")).json();
 * const ended = jobs.map((json) => parseOperation(jobOperation, json)).filter(isTerminal);
 */
export function parseOperation<O extends AnyOperation>(
  operation: O,
  body: unknown,
  params: Readonly<Record<string, string>> | null = null,
  etag?: string,
): ValueOf<O> {
  const wire = validated(operation, body);
  const reading = read(operation, wire);
  const { status: rawStatus, stage } = reading;
  if (typeof rawStatus !== "string") throw invalidResponse(operation, "it has no status");
  if (params !== null) assertSameParams(operation, (operation.read && reading.params) ?? wire, params);

  const { status, outcome } = statusIn(operation.statuses, rawStatus);
  // What longrun derives it never takes from a field that happens to be called so: such an `etag` or `stage` may be of
  // any type. An own `__proto__`, which JSON can make, would become the prototype of the copies that a cache makes.
  const { ["__proto__"]: _proto, stage: _stage, etag: _etag, ...fields } = wire;
  const value: OperationValue = {
    ...fields,
    // Without a `read`, whatever the wire has under these names is the wire's own.
    ...(operation.read && readFields(reading)),
    status,
    rawStatus,
    outcome,
    isTerminal: outcome !== null,
    progress: isOffScale(operation, reading.progress) ? null : clampProgress(reading.progress),
    ...((typeof stage === "string" || stage === null) && { stage }),
    ...(etag !== undefined && USABLE_ETAG.test(etag) && { etag }),
  };
  recordOperation(value, operation);
  // The fields of ValueOf<O> are those of the schema's output and of OperationValue, which is what stands here.
  return value as ValueOf<O>;
}

/** What can be sent back as a header: others would fail every later poll, or grow it past what a server takes. */
const USABLE_ETAG = /^[\x21-\x7e]{1,256}$/;

/** Looks a status up without falling for `constructor` or `__proto__`. */
export function statusIn(statuses: StatusTable, rawStatus: string): { status: string; outcome: Outcome | null } {
  if (!Object.hasOwn(statuses, rawStatus)) return { status: "unknown", outcome: null };
  return { status: rawStatus, outcome: statuses[rawStatus] ?? null };
}

/** A number in [0, 1], or null for anything that is not a number. */
export function clampProgress(progress: unknown): number | null {
  if (typeof progress !== "number" || Number.isNaN(progress)) return null;
  return Math.min(1, Math.max(0, progress));
}

/** What a `read` makes of a progress may be −1 for "not known", or on another scale: neither is known. */
function isOffScale(operation: AnyOperation, progress: unknown): boolean {
  return operation.read !== undefined && !((progress as number) >= 0 && (progress as number) < 1.01);
}

/** The schema's own output, made sure to be an object for schemas that let anything through. */
function validated(operation: AnyOperation, body: unknown): Record<string, unknown> {
  if (isTooDeep(body)) throw invalidResponse(operation, "it is nested too deeply");
  let result: ReturnType<AnyOperation["schema"]["~standard"]["validate"]>;
  try {
    result = operation.schema["~standard"].validate(body);
  } catch (cause) {
    throw invalidResponse(operation, "its schema failed on it", { cause });
  }
  if ("then" in result) {
    // Nobody waits for it, so its rejection would end a Node process.
    Promise.resolve(result).catch(() => undefined);
    throw new TypeError(`${operation.name}: its schema validates asynchronously. Remove its async refinements.`);
  }
  if (result.issues)
    throw invalidResponse(operation, "a field is not as documented, see details.path", {
      details: { path: pathOf(result.issues) },
    });
  if (!isRecord(result.value)) throw invalidResponse(operation, "it is not an object");
  return result.value;
}

function read(operation: AnyOperation, wire: Record<string, unknown>): Reading {
  try {
    // Without one the fields are called so themselves; `params` is one of its own then.
    return operation.read?.(wire) ?? (wire as Partial<Reading> & Pick<Reading, "status">);
  } catch (cause) {
    throw invalidResponse(operation, "its read() failed on it", { cause });
  }
}

function assertSameParams(
  operation: AnyOperation,
  params: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, string>>,
): void {
  for (const name of operation.params) {
    const given = Object.hasOwn(params, name) ? params[name] : undefined;
    if ((typeof given === "string" || typeof given === "number") && String(given) !== wanted[name]) {
      throw invalidResponse(operation, `it is about another ${name}`);
    }
  }
}

/**
 * Where the first issue lies, such as `error.code`. A step may be a key of the answer, so it is a detail and stands in
 * no message.
 */
function pathOf(
  issues: readonly { readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined }[],
): string {
  return (issues[0]?.path ?? []).map((step) => String(typeof step === "object" ? step.key : step)).join(".");
}

/** The error for an answer that can't be what the provider documents. */
export function invalidResponse(
  operation: AnyOperation,
  why: string,
  more: { readonly cause?: unknown; readonly details?: unknown } = {},
): OperationError {
  return new OperationError({
    code: "INVALID_RESPONSE" satisfies ClientErrorCode,
    operation: operation.name,
    retryable: true,
    message:
      `${operation.name}: the answer is not usable: ${why}. Check where the endpoint ` +
      `"${operation.endpoint}" points.`,
    ...more,
  });
}
