import { OperationError } from "../operations/OperationError";
import { isDevelopment } from "../polling/isDevelopment";
import { rateLimit, retryAfterMs } from "./http/answerHeaders";
import { Deadlines } from "./http/Deadlines";
import type { NamedEndpoint } from "./Endpoint";
import { errorFromAnswer } from "./http/errorFromAnswer";
import { exchange, type Answer } from "./http/exchange";
import { ReadGate } from "./ReadGate";
import { doubtRelay, isStrangers, relayNotFound } from "./http/relayNotFound";

export interface SessionOptions {
  readonly fetch: () => typeof globalThis.fetch;
  /** From the call of the headers function to the end of the body, in ms. */
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
  readonly endpoint: NamedEndpoint;
  readonly gate: ReadGate;
  readonly #options: SessionOptions;
  readonly #deadlines: Deadlines;
  #refresh: Promise<PlainHeaders> | undefined;
  #isRefreshing = false;
  #fixedHeaders: PlainHeaders | undefined;
  #relayAnswered = false;

  constructor(endpoint: NamedEndpoint, options: SessionOptions) {
    this.endpoint = endpoint;
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
    this.gate = new ReadGate(endpoint.readsPerMinute ?? null, options.now);
  }

  /**
   * Sends one request and gives its answer if it is a 2xx or a 304. A 401 is tried once more with headers asked for
   * afresh.
   *
   * @throws OperationError for any other answer, and for none.
   * @throws The signal's reason when the caller aborts.
   */
  async request(request: SessionRequest): Promise<Answer> {
    const { operation, signal } = request;
    const answer = await this.#deadlines.run(operation, signal, (limited) =>
      this.#ask({ ...request, signal: limited }),
    );
    if (this.endpoint.isRelay) this.#assertRelay(operation, answer);
    const nowMs = this.#options.now();
    const wait = retryAfterMs(answer.headers, nowMs);
    if (wait !== undefined) this.gate.hold(wait);
    const limit = rateLimit(answer.headers, nowMs);
    if (limit !== null && this.endpoint.readsPerMinute === undefined && request.method === "GET")
      this.gate.learn(limit);
    if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer;
    const error = errorFromAnswer(operation, answer, answer.body, nowMs);
    if (
      /* @__PURE__ */ isDevelopment() &&
      process.env.NODE_ENV !== "production" &&
      this.endpoint.isRelay &&
      !this.#relayAnswered
    )
      throw doubtRelay(error, answer);
    throw error;
  }

  /**
   * Whatever answers in place of a relay that answered before will pass, as a deploy does; a relay that never did was
   * not mounted.
   */
  #assertRelay(operation: string, answer: Answer): void {
    // One that has answered may send garbage too: what is not usable is told as such.
    const isGarbled = this.#relayAnswered && answer.status < 300;
    if (!isGarbled && isStrangers(answer))
      throw relayNotFound(operation, this.endpoint.baseUrl, answer.status, this.#relayAnswered);
    this.#relayAnswered ||= answer.body !== undefined;
  }

  async #ask(request: LimitedRequest): Promise<Answer> {
    const before = this.#refresh;
    const answer = await this.#send(request, await this.#headers(request.operation));
    if (answer.status !== 401 || typeof this.endpoint.headers !== "function") return answer;
    return this.#send(request, await this.#freshHeaders(request.operation, before));
  }

  #send({ operation, path, method, headers, body, signal }: LimitedRequest, own: PlainHeaders): Promise<Answer> {
    return exchange(operation, this.#options.fetch(), this.endpoint.baseUrl + path, {
      method,
      headers: { ...own, accept: "application/json", ...headers },
      // The browser's own cache would answer in the server's place and hide its 304s.
      cache: "no-store",
      // Followed to another server, it would take the endpoint's headers along: only `Authorization` and cookies are
      // taken out on the way.
      redirect: "manual",
      body: body ?? null,
      signal,
    });
  }

  async #headers(operation: string): Promise<PlainHeaders> {
    const { headers } = this.endpoint;
    if (typeof headers !== "function") return (this.#fixedHeaders ??= plainHeaders(headers));
    let given: HeadersInit;
    try {
      given = await headers();
    } catch (cause) {
      throw headersFailed(operation, "failed", cause);
    }
    try {
      return plainHeaders(given);
    } catch {
      // Without its cause, which quotes the header it could not take.
      throw headersFailed(operation, "gave headers that can't be sent");
    }
  }

  /**
   * One call for all requests that were refused with the same headers: those sent before the last refresh take its
   * result.
   */
  #freshHeaders(operation: string, before: Promise<PlainHeaders> | undefined): Promise<PlainHeaders> {
    let refresh = this.#refresh;
    if (refresh === undefined || (refresh === before && !this.#isRefreshing)) {
      const settle = (): void => {
        this.#isRefreshing = false;
      };
      // Nobody's signal ends it, since all wait for it; it has a deadline of its own, or one that hangs would be waited
      // for ever after.
      refresh = this.#deadlines.run(operation, undefined, () => this.#headers(operation));
      refresh.then(settle, settle);
      this.#refresh = refresh;
      this.#isRefreshing = true;
    }
    return refresh;
  }
}

type PlainHeaders = Readonly<Record<string, string>>;

/** By name in small letters, so that each is there once. */
function plainHeaders(headers: HeadersInit | undefined): PlainHeaders {
  return Object.fromEntries(new Headers(headers));
}

type LimitedRequest = SessionRequest & { readonly signal: AbortSignal };

function headersFailed(operation: string, why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "HEADERS_FAILED",
    operation,
    retryable: true,
    message: `${operation}: its headers function ${why}; nothing was sent. It will be called again.`,
    cause,
  });
}
