import { assertDuration } from "../world/assertDuration";
import type { SimulatedIds } from "../world/SimulatedIds";

/** A simulated provider. */
export type SimulatedService = "layers" | "tuco";

export interface FaultedRequest {
  readonly method: string;
  /** The provider's path, such as `/v1/jobs/job_…`, even if the request used a relay's path. */
  readonly path: string;
  readonly service: SimulatedService | null;
}

/**
 * A fault to inject. `delayMs` and `headers` combine with any other effect, and with an answer that is otherwise right.
 * Of the other effects, set one.
 */
export interface Fault {
  /**
   * The requests to affect: those whose path starts with this text, or those for which the function returns true.
   * @default all
   */
  readonly match?: string | ((request: FaultedRequest) => boolean) | undefined;
  /** How many requests it affects. @default Infinity */
  readonly times?: number | undefined;
  /** The probability, in [0, 1], that it affects a matching request; drawn from the seed. @default 1 */
  readonly probability?: number | undefined;
  /** Delays the answer by this many ms of a real timer. */
  readonly delayMs?: number | undefined;
  /** Sets headers of the answer, such as `{ "retry-after": "5" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Fails the connection: before the request takes effect, or with `"answer"` after it did. */
  readonly drop?: boolean | "answer" | undefined;
  /** Never answers. */
  readonly hang?: boolean | undefined;
  /** Answers with this status, 200–599, in the provider's error envelope; the request takes no effect. */
  readonly status?: number | undefined;
  /** Answers with this body, and with `status` or else 200. */
  readonly body?: string | undefined;
  /** Answers 429 with `Retry-After`, of 30 s or the given number of seconds. */
  readonly rateLimited?: boolean | number | undefined;
  /** Answers 200 with an HTML page, as a captive portal does, or with the first half of the right body. */
  readonly garble?: "html" | "half" | undefined;
  /** Breaks the connection halfway through the right body. */
  readonly truncate?: boolean | undefined;
}

/** The combined faults of one request. */
export interface FaultEffect extends Fault {
  readonly delayMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The faults in effect. Several may apply to one request: their delays add up, and the first one that replaces the
 * answer wins.
 */
export class SimulatedFaults {
  #faults: { readonly fault: Fault; left: number }[] = [];
  readonly #ids: SimulatedIds;

  constructor(ids: SimulatedIds) {
    this.#ids = ids;
  }

  /**
   * Replaces all faults by these.
   *
   * @throws TypeError when a field of a fault is out of range.
   * @example
   * simulator.faults.set({ status: 503, match: "/v1/jobs", times: 2 });
   */
  set(...faults: readonly Fault[]): void {
    faults.forEach(assertFault);
    this.#faults = faults.map(held);
  }

  /** Adds a fault, and returns a function that removes it. @throws TypeError when a field of it is out of range. */
  add(fault: Fault): () => void {
    assertFault(fault);
    const entry = held(fault);
    this.#faults = [...this.#faults, entry];
    return () => {
      this.#faults = this.#faults.filter((other) => other !== entry);
    };
  }

  /** Removes all faults. Requests that already hang keep hanging. */
  clear(): void {
    this.#faults = [];
  }

  /** The faults still in effect. */
  get active(): readonly Fault[] {
    return this.#faults.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** Combines the faults that affect this request, and counts them as used. */
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
