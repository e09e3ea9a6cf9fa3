import { OperationError } from "../operations/OperationError";
import { rateLimit, retryAfterMs } from "./answerHeaders";
import type { Endpoint } from "./Endpoint";
import { errorFromAnswer } from "./errorFromAnswer";
import { exchange, type Answer } from "./exchange";
import { ReadGate } from "./ReadGate";

export interface SessionOptions {
  readonly fetch: () => typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly now: () => number;
}

export interface SessionRequest {
  readonly operation: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a client remembers of one endpoint: the gate its reads pass, and the headers that a 401 fetched afresh. */
export class EndpointSession {
  readonly endpoint: Endpoint;
  readonly gate: ReadGate;
  readonly #options: SessionOptions;
  #refresh: { readonly headers: Promise<Headers>; done: boolean } | null = null;
  #generation = 0;

  constructor(endpoint: Endpoint, options: SessionOptions) {
    this.endpoint = endpoint;
    this.#options = options;
    this.gate = new ReadGate(endpoint.readsPerMinute ?? null, options.now);
  }

  /**
   * Sends one request and gives its answer if it is a 2xx or a 304. A 401 is tried once more with headers asked for afresh.
   *
   * @throws OperationError for any other answer, and for none.
   */
  async request(request: SessionRequest): Promise<Answer> {
    const generation = this.#generation;
    let answer = await this.#send(request, await this.#headers(request.operation));
    if (answer.status === 401 && typeof this.endpoint.headers === "function") {
      answer = await this.#send(request, await this.#freshHeaders(request.operation, generation));
    }
    const nowMs = this.#options.now();
    const wait = retryAfterMs(answer.headers, nowMs);
    if (wait !== undefined) this.gate.hold(wait);
    const limit = rateLimit(answer.headers, nowMs);
    if (limit !== null && this.endpoint.readsPerMinute === undefined && request.method === "GET") this.gate.learn(limit);
    if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer;
    throw errorFromAnswer(request.operation, answer, jsonOrUndefined(answer.text), nowMs);
  }

  #send({ operation, path, method, headers, body, signal }: SessionRequest, own: Headers): Promise<Answer> {
    const all = new Headers(own);
    all.set("accept", "application/json");
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    return exchange({
      operation,
      url: this.endpoint.baseUrl + path,
      // The browser's own cache would answer in the server's place and hide its 304s.
      init: { method, headers: all, cache: "no-store", ...(body === undefined ? {} : { body }) },
      fetch: this.#options.fetch(),
      timeoutMs: this.#options.timeoutMs,
      signal,
    });
  }

  async #headers(operation: string): Promise<Headers> {
    const { headers } = this.endpoint;
    if (typeof headers !== "function") return new Headers(headers);
    try {
      return new Headers(await headers());
    } catch (cause) {
      throw new OperationError({
        code: "HEADERS_FAILED",
        operation,
        retryable: true,
        message: `${operation}: the headers function of its endpoint failed, so nothing was sent. It will be called again.`,
        cause,
      });
    }
  }

  /** One call for all requests that were refused with the same headers: those sent before the last refresh take its result. */
  #freshHeaders(operation: string, generation: number): Promise<Headers> {
    if (this.#refresh === null || (this.#refresh.done && generation === this.#generation)) {
      this.#generation += 1;
      const refresh = { headers: this.#headers(operation), done: false };
      this.#refresh = refresh;
      const settle = (): void => {
        refresh.done = true;
      };
      refresh.headers.then(settle, settle);
    }
    return this.#refresh.headers;
  }
}

/** The body as JSON; undefined where it is none, which an error answer may be. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
