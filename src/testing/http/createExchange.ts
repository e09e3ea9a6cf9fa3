import { layersError } from "./errorReplies";
import { faultReply } from "./faultReply";
import type { Reply, SimulatedRequest } from "./Reply";
import type { RequestRecord } from "./RequestRecord";
import { requestTarget, type RequestTarget } from "./requestTarget";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedFaults } from "./SimulatedFaults";

/** The outcome of a request: an answer, whole or truncated, or a dropped connection. */
type Exchanged = { readonly reply: Reply; readonly truncated: boolean } | "dropped";

/** Answers a request. @throws The signal's reason when the caller aborts. */
export type Exchange = (request: SimulatedRequest, signal?: AbortSignal | null) => Promise<Exchanged>;

export interface ExchangeParts {
  readonly clock: SimulatedClock;
  readonly faults: SimulatedFaults;
  readonly requests: RequestRecord[];
  readonly keepRequests: number;
  /** Answers as the simulated service would. */
  readonly answer: (request: SimulatedRequest, target: RequestTarget) => Reply;
  /** Called after each answer, to collect what has ended meanwhile. */
  readonly onActivity: () => void;
}

/** Makes the exchange that `fetch` and `listen` share: it records requests, injects faults and calls the services. */
export function createExchange({ clock, faults, requests, keepRequests, answer, onActivity }: ExchangeParts): Exchange {
  return async (request, signal) => {
    signal?.throwIfAborted();
    const target = requestTarget(request.path);
    const record = {
      method: request.method,
      path: target.path,
      service: target.service,
      relayed: target.relayed,
      status: null as number | null,
      at: clock.now(),
      ifNoneMatch: request.headers.get("if-none-match"),
      idempotencyKey: request.headers.get("idempotency-key"),
    };
    requests.push(record);
    // Trimmed in blocks: shifting the array at each request would cost more than the answer.
    if (requests.length >= keepRequests * 2) requests.splice(0, requests.length - keepRequests);

    const effect = faults.strike({ method: request.method, path: target.path, service: target.service });
    if (effect.delayMs > 0) await delay(effect.delayMs, signal);
    if (effect.hang) await aborted(signal);
    if (effect.drop === true) return "dropped";
    const reply =
      faultReply(effect, target.service) ??
      (target.service ? answer({ ...request, path: target.path }, target) : unknownRoute());
    onActivity();
    if (effect.drop === "answer") return "dropped";
    record.status = reply.status;
    const headers = { ...reply.headers, ...effect.headers };
    const body = effect.garble === "half" ? reply.body.slice(0, Math.ceil(reply.body.length / 2)) : reply.body;
    return { reply: { ...reply, headers, body }, truncated: effect.truncate === true };
  };
}

function unknownRoute(): Reply {
  return layersError({ status: 404, code: "NOT_FOUND", message: "Unknown route." });
}

function delay(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
