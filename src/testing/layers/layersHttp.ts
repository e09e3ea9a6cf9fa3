import { cancelJobAction, type LeaseRequestInput, requestLeaseAction } from "../../providers/actions";
import { jobOperation } from "../../providers/layers/job";
import { leaseRequestOperation } from "../../providers/layers/leaseRequest";
import { matchPath } from "../../operations/path/matchPath";
import type { LayersKey, LayersScope } from "../http/layersKey";
import { layersError, layersRateLimited } from "../http/errorReplies";
import { etagOf, matchesEtag } from "../http/etagOf";
import type { IdempotentReplies } from "../http/IdempotentReplies";
import { jsonReply, parsedBody, type Reply, type SimulatedRequest, withHeaders } from "../http/Reply";
import type { SimulatedIds } from "../world/SimulatedIds";
import type { SimulatedJobs } from "./SimulatedJobs";
import type { LeasePlan, SimulatedLeases } from "./SimulatedLeases";
import type { SimulatedRateLimit } from "../http/SimulatedRateLimit";
import { validated } from "../world/validated";

export interface LayersHttpParts {
  readonly ids: SimulatedIds;
  readonly jobs: SimulatedJobs;
  readonly leases: SimulatedLeases;
  readonly rateLimit: SimulatedRateLimit;
  readonly idempotent: IdempotentReplies;
  /** The plan of leases that are requested over HTTP. */
  readonly leasePlan: () => LeasePlan;
}

interface RoutedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly request: SimulatedRequest;
  readonly key: LayersKey;
}

interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly scope: LayersScope;
  readonly answer: (routed: RoutedRequest, requestId: string) => Reply;
}

/** Answers as `https://api.layers.com` does. `key` is null for a request whose key is missing or unknown. */
export function layersHttp(parts: LayersHttpParts): (request: SimulatedRequest, key: LayersKey | null) => Reply {
  const routes: readonly Route[] = [
    { method: "GET", path: jobOperation.path, scope: "jobs:read", answer: (routed) => readJob(parts, routed) },
    {
      method: "POST",
      path: cancelJobAction.path,
      scope: "jobs:cancel",
      answer: (routed, requestId) => cancelJob(parts, routed, requestId),
    },
    {
      method: "GET",
      path: leaseRequestOperation.path,
      scope: "leased:write",
      answer: (routed) => readLease(parts, routed),
    },
    {
      method: "POST",
      path: requestLeaseAction.path,
      scope: "leased:write",
      answer: (routed, requestId) => requestLease(parts, routed, requestId),
    },
  ];

  function answer(request: SimulatedRequest, key: LayersKey, requestId: string): Reply {
    const found = routes.flatMap((route) => {
      const params = matchPath(route.path, request.path);
      return params ? [{ route, params }] : [];
    });
    const routed = found.find(({ route }) => route.method === request.method);
    if (!routed)
      return found.length === 0
        ? notFound("Unknown route.")
        : layersError({ status: 405, code: "METHOD_NOT_ALLOWED", message: "Method not allowed.", requestId });
    const { route, params } = routed;
    if (!key.scopes.includes(route.scope))
      return layersError({ status: 403, code: "FORBIDDEN_SCOPE", message: `Key lacks ${route.scope}.` });
    return route.answer({ params, request, key }, requestId);
  }

  return (request, key) => {
    const requestId = parts.ids.ulid("req");
    if (key === null)
      return withHeaders(layersError({ status: 401, code: "UNAUTHENTICATED", message: "Missing or invalid key." }), {
        "x-request-id": requestId,
      });
    const limit = parts.rateLimit.count(key, request.method === "GET");
    const reply = limit.refused
      ? layersRateLimited(limit.retryAfterSeconds, requestId)
      : answer(request, key, requestId);
    return withHeaders(reply, { "x-request-id": requestId, ...limit.headers });
  };
}

function readJob({ jobs }: LayersHttpParts, { params, request }: RoutedRequest): Reply {
  const body = jobs.answer(params["jobId"] ?? "");
  return body === undefined ? notFound("Unknown jobId.") : conditional(request, body);
}

function readLease({ leases }: LayersHttpParts, { params, request }: RoutedRequest): Reply {
  const body = leases.answer(params["projectId"] ?? "", params["requestId"] ?? "");
  return body === undefined ? notFound("Unknown requestId.") : conditional(request, body);
}

function cancelJob({ jobs }: LayersHttpParts, { params, request }: RoutedRequest, requestId: string): Reply {
  if (parsedBody(request) === undefined) return invalid(requestId, "The body is not JSON.");
  const jobId = params["jobId"] ?? "";
  if (!jobs.get(jobId)) return notFound("Unknown jobId.");
  const answer = jobs.cancel(jobId);
  if (answer.accepted) return jsonReply(202, answer);
  if ("reason" in answer) return jsonReply(200, answer);
  return layersError({
    status: 409,
    code: "CONFLICT",
    message: "This job can't be canceled in its present stage.",
    requestId,
    details: { subcode: "JOB_CANCEL_UNAVAILABLE", stage: answer.refusedStage },
  });
}

function requestLease(
  { leases, leasePlan, idempotent }: LayersHttpParts,
  { params, request, key }: RoutedRequest,
  requestId: string,
): Reply {
  const projectId = params["projectId"] ?? "";
  const input = validated(requestLeaseAction, parsedBody(request));
  if (input === null) return invalid(requestId, "The body is not as documented.");
  if (input.projectId !== undefined && input.projectId !== projectId)
    return invalid(requestId, "The body's projectId is not the path's.");
  const idempotencyKey = request.headers.get("idempotency-key");
  return idempotent.once(
    idempotencyKey && `${key.key} ${request.path} ${idempotencyKey}`,
    JSON.stringify(input),
    () => {
      const { requestId: leaseId } = leases.request({
        ...plannedFor(leasePlan(), input),
        projectId,
        count: input.count,
      });
      return jsonReply(202, leases.answer(projectId, leaseId));
    },
    () =>
      layersError({
        status: 409,
        code: "IDEMPOTENCY_CONFLICT",
        message: "This Idempotency-Key was used with another body.",
        requestId,
      }),
  );
}

/** A request for one account can't be fulfilled in part, so it is fulfilled whole. */
function plannedFor(plan: LeasePlan, { count }: LeaseRequestInput): LeasePlan {
  return plan.outcome === "partial" && count === 1 ? { ...plan, outcome: "assigned" } : plan;
}

function conditional(request: SimulatedRequest, body: unknown): Reply {
  const reply = jsonReply(200, body);
  const etag = etagOf(reply.body);
  if (matchesEtag(request.headers.get("if-none-match"), etag)) return { status: 304, headers: { etag }, body: "" };
  return withHeaders(reply, { etag });
}

function notFound(message: string): Reply {
  return layersError({ status: 404, code: "NOT_FOUND", message });
}

function invalid(requestId: string, message: string): Reply {
  return layersError({ status: 400, code: "INVALID_REQUEST", message, requestId });
}
