import { actOnLineRequestAction, createLineRequestAction } from "../../providers/actions";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import { matchPath } from "../../operations/path/matchPath";
import { tucoError } from "../http/errorReplies";
import type { IdempotentReplies } from "../http/IdempotentReplies";
import { jsonReply, parsedBody, type Reply, type SimulatedRequest } from "../http/Reply";
import type { LinePlan, SimulatedLines } from "./SimulatedLines";
import { validated } from "../world/validated";

/** Switches of the simulated workspace. */
export interface TucoSettings {
  /** A read-only workspace answers every POST with 402. @default false */
  readOnly: boolean;
  /**
   * Without a subscription, creating a line and asking for its payment link answer 403 `subscription_required`.
   * @default true
   */
  subscribed: boolean;
  /** The line types that may be created; any other answers 403 `forbidden_line_type`. @default both */
  allowedLineTypes: readonly ("purchased" | "byon")[];
  /** The plan of lines that are created over HTTP. @default {} */
  linePlan: LinePlan;
}

export interface TucoHttpParts {
  readonly lines: SimulatedLines;
  readonly idempotent: IdempotentReplies;
  readonly settings: TucoSettings;
}

const OBJECT_ID = /^[0-9a-f]{24}$/i;

/** Answers as `https://app.tuco.ai` does; `key` is null for a request without a valid key. */
export function tucoHttp(parts: TucoHttpParts): (request: SimulatedRequest, key: string | null) => Reply {
  return (request, key) => {
    const { method, path } = request;
    if (key === null) return tucoError(401, "Unauthorized");
    if (method === "POST" && parts.settings.readOnly) return tucoError(402, "Workspace is read-only", "READ_ONLY");
    if (path === createLineRequestAction.path)
      return method === "POST" ? create(parts, request, key) : tucoError(405, "Method not allowed");
    const id = matchPath(lineRequestOperation.path, path)?.["lineRequestId"];
    if (id === undefined || !OBJECT_ID.test(id)) return tucoError(400, "Invalid line request id");
    if (method !== "GET" && method !== "POST") return tucoError(405, "Method not allowed");
    const body = parts.lines.answer(id);
    if (body === undefined) return tucoError(404, "Line request not found");
    return method === "GET" ? jsonReply(200, body) : act(parts, request, id);
  };
}

function create({ lines, idempotent, settings }: TucoHttpParts, request: SimulatedRequest, key: string): Reply {
  const input = validated(createLineRequestAction, parsedBody(request));
  if (input === null) return tucoError(400, "Invalid request body");
  const { idempotencyKey = request.headers.get("idempotency-key"), ...line } = input;
  const lineType = line.lineType ?? "purchased";
  if (!settings.allowedLineTypes.includes(lineType))
    return jsonReply(403, {
      success: false,
      status: "forbidden_line_type",
      message: `Lines of type ${lineType} are not available to this workspace.`,
    });
  if (!settings.subscribed) return subscriptionRequired();
  return idempotent.once(
    idempotencyKey && `${key} ${request.path} ${idempotencyKey}`,
    JSON.stringify(line),
    () => jsonReply(200, lines.answer(lines.create({ ...line, ...settings.linePlan }).lineRequestId)),
    () => tucoError(409, "This idempotency key was used with another body", "IDEMPOTENCY_CONFLICT"),
  );
}

function act({ lines, settings }: TucoHttpParts, request: SimulatedRequest, id: string): Reply {
  const input = validated(actOnLineRequestAction, parsedBody(request));
  if (input === null) return tucoError(400, "Invalid action");
  if (input.action === "payment_link" && !settings.subscribed) return subscriptionRequired();
  const status = lines.get(id)?.status;
  if (status !== "awaiting_payment")
    return jsonReply(409, { success: false, status, message: "This line request is not awaiting payment." });
  if (input.action === "payment_link") {
    const { paymentUrl, invoiceId } = lines.invoice(id);
    return jsonReply(200, { success: true, status, paymentUrl, invoiceId, reused: true });
  }
  lines.cancel(id);
  return jsonReply(200, lines.answer(id));
}

function subscriptionRequired(): Reply {
  return jsonReply(403, {
    success: false,
    status: "subscription_required",
    message: "An active subscription is required.",
    redirect: "https://billing.example/subscribe",
  });
}
