import { assertDuration } from "../world/assertDuration";
import type { SimulatedIds } from "../world/SimulatedIds";

/** Which of the two providers a request is for; null for neither. */
export type SimulatedService = "layers" | "tuco";

export interface FaultedRequest {
  readonly method: string;
  /** The provider's path, such as `/v1/jobs/job_…`, also where the request came by a relay's. */
  readonly path: string;
  readonly service: SimulatedService | null;
}

/**
 * Something that goes wrong. `delayMs` and `headers` go together with anything, also with an answer that is otherwise
 * right; of the others say one.
 */
export interface Fault {
  /** Which requests are concerned: those whose path begins so, or those for which the function says so. @default all */
  readonly match?: string | ((request: FaultedRequest) => boolean) | undefined;
  /** How often it strikes. @default Infinity */
  readonly times?: number | undefined;
  /** How likely it strikes, in [0, 1]; drawn from the seed. @default 1 */
  readonly probability?: number | undefined;
  /** Answers that much later, in ms of a real timer. */
  readonly delayMs?: number | undefined;
  /** Sets headers of the answer, such as `{ "retry-after": "5" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The connection fails: before the request gets through, or (`"answer"`) after it took effect. */
  readonly drop?: boolean | "answer" | undefined;
  /** Never answers. */
  readonly hang?: boolean | undefined;
  /** Answers with this status, 200–599, in the provider's envelope of errors; the request does not get through. */
  readonly status?: number | undefined;
  /** Answers with this body, and with `status`; 200 if there is none. */
  readonly body?: string | undefined;
  /** Answers 429 with `Retry-After`, of 30 s or the given number of seconds. */
  readonly rateLimited?: boolean | number | undefined;
  /** Answers 200 with an HTML page, as a captive portal does, or with the first half of the right body. */
  readonly garble?: "html" | "half" | undefined;
  /** Breaks the connection halfway through the right body. */
  readonly truncate?: boolean | undefined;
}

/** What goes wrong with one request. */
export interface FaultEffect extends Fault {
  readonly delayMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What goes wrong at the moment. Several faults may hold at once: delays add up, and of what replaces the answer the
 * first one wins.
 */
export class SimulatedFaults {
  #faults: { readonly fault: Fault; left: number }[] = [];
  readonly #ids: SimulatedIds;

  constructor(ids: SimulatedIds) {
    this.#ids = ids;
  }

  /**
   * Lets these faults hold from now on, and no others.
   *
   * @throws TypeError when a fault makes no sense.
   * @example
   * simulator.faults.set({ status: 503, match: "/v1/jobs", times: 2 });
   */
  set(...faults: readonly Fault[]): void {
    faults.forEach(assertFault);
    this.#faults = faults.map(held);
  }

  /** Lets one more fault hold, and gives a function that ends it. @throws TypeError when it makes no sense. */
  add(fault: Fault): () => void {
    assertFault(fault);
    const entry = held(fault);
    this.#faults = [...this.#faults, entry];
    return () => {
      this.#faults = this.#faults.filter((other) => other !== entry);
    };
  }

  /** All is well again. Requests that hang keep hanging. */
  clear(): void {
    this.#faults = [];
  }

  /** Those that still hold. */
  get active(): readonly Fault[] {
    return this.#faults.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** What goes wrong with this request; counts it. */
  strike(request: FaultedRequest): FaultEffect {
    let effect: FaultEffect = { delayMs: 0, headers: {} };
    let replaced = false;
    for (const entry of this.#faults) {
      const { fault } = entry;
      const { probability = 1, delayMs = 0, headers } = fault;
      const replaces = replacesAnswer(fault);
      if (entry.left <= 0 || !concerns(fault, request) || (replaces && replaced)) continue;
      if (probability < 1 && this.#ids.chance() >= probability) continue;
      entry.left -= 1;
      effect = {
        ...(replaces ? fault : effect),
        delayMs: effect.delayMs + delayMs,
        headers: { ...effect.headers, ...headers },
      };
      replaced ||= replaces;
    }
    return effect;
  }
}

function held(fault: Fault): { readonly fault: Fault; left: number } {
  return { fault, left: fault.times ?? Infinity };
}

function concerns({ match }: Fault, request: FaultedRequest): boolean {
  if (match === undefined) return true;
  return typeof match === "string" ? request.path.startsWith(match) : match(request);
}

function replacesAnswer({ drop, hang, status, body, rateLimited, garble, truncate }: Fault): boolean {
  return Boolean(drop || hang || rateLimited || garble || truncate) || status !== undefined || body !== undefined;
}

function assertFault({ times, probability, delayMs, status, rateLimited, garble }: Fault): void {
  if (times !== undefined && !(times >= 1))
    throw new TypeError(`A fault's times must be 1 or more, but is ${String(times)}.`);
  if (probability !== undefined && !(probability >= 0 && probability <= 1))
    throw new TypeError(`A fault's probability must be in [0, 1], but is ${String(probability)}.`);
  if (delayMs !== undefined) assertDuration("A fault's delayMs", delayMs);
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599))
    throw new TypeError(`A fault's status must be 200–599, but is ${String(status)}.`);
  if (typeof rateLimited === "number" && !(rateLimited >= 0))
    throw new TypeError(`A fault's rateLimited must be true or a number of seconds, but is ${rateLimited}.`);
  if (garble !== undefined && garble !== "html" && garble !== "half")
    throw new TypeError(`A fault's garble must be "html" or "half", but is ${String(garble)}.`);
}
