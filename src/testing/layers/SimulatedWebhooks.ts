import { signWebhook } from "./signWebhook";
import type { SimulatedClock } from "../world/SimulatedClock";
import type { SimulatedEvent, SimulatedEvents } from "./SimulatedEvents";
import type { SimulatedIds } from "../world/SimulatedIds";
import type { AddWebhookOptions, SimulatedWebhook, WebhookAttempt } from "./SimulatedWebhook";

interface Delivery {
  readonly event: SimulatedEvent;
  attempts: number;
  /** By `clock.unsped()`, in ms since the epoch. */
  dueAtMs: number;
  inFlight: boolean;
}

interface Endpoint {
  readonly url: string;
  secrets: readonly { readonly secret: string; readonly untilMs: number }[];
  queue: Delivery[];
  failuresInARow: number;
  readonly attempts: WebhookAttempt[];
}

const FAILURES_BEFORE_PAUSE = 20;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 3_600_000;
const ROTATION_MS = 24 * 3_600_000;
const DEADLINE_MS = 10_000;

/**
 * Posts signed events to endpoints. A delivery without a 2xx answer within ten seconds is retried after 10 s, 20 s, 40
 * s … up to an hour, by the clock that `advance()` moves and `speed` does not. A signature carries the time of the
 * clock that was passed in, since the receiver checks it by that clock.
 */
export class SimulatedWebhooks {
  readonly #endpoints = new Set<Endpoint>();
  readonly #clock: SimulatedClock;
  readonly #ids: SimulatedIds;
  readonly #events: SimulatedEvents;
  readonly #fetch: () => typeof globalThis.fetch;
  readonly #inFlight = new Set<Promise<void>>();
  /** Signing is asynchronous and could reorder events, so they are signed one after the other. */
  #lastSigned: Promise<unknown> = Promise.resolve();

  constructor(clock: SimulatedClock, ids: SimulatedIds, events: SimulatedEvents, fetch: () => typeof globalThis.fetch) {
    this.#clock = clock;
    this.#ids = ids;
    this.#events = events;
    this.#fetch = fetch;
    events.subscribe((event) => this.#endpoints.forEach((endpoint) => this.#enqueue(endpoint, event)));
  }

  add({ url, secret = this.#ids.secret("whsec_") }: AddWebhookOptions): SimulatedWebhook {
    if (!URL.canParse(url) || !/^https?:/.test(url))
      throw new TypeError("addWebhook({ url }) must be an absolute http: or https: URL.");
    if (secret === "") throw new TypeError("addWebhook({ secret }) must not be empty.");
    const endpoint: Endpoint = {
      url,
      secrets: [{ secret, untilMs: Infinity }],
      queue: [],
      failuresInARow: 0,
      attempts: [],
    };
    this.#endpoints.add(endpoint);
    return {
      url,
      attempts: endpoint.attempts,
      get secret() {
        return endpoint.secrets[0]?.secret ?? secret;
      },
      get paused() {
        return isPaused(endpoint);
      },
      rotateSecret: () => {
        const next = this.#ids.secret("whsec_");
        const untilMs = this.#clock.unsped() + ROTATION_MS;
        endpoint.secrets = [
          { secret: next, untilMs: Infinity },
          ...endpoint.secrets.map((old) => ({ ...old, untilMs: Math.min(old.untilMs, untilMs) })),
        ];
        return next;
      },
      ping: () => {
        const event = this.#events.make("test.ping", {}, this.#clock.now());
        this.#enqueue(endpoint, event);
        this.start();
        return event;
      },
      resume: () => {
        endpoint.failuresInARow = 0;
        for (const delivery of endpoint.queue) delivery.dueAtMs = this.#clock.unsped();
        this.start();
      },
      remove: () => void this.#endpoints.delete(endpoint),
    };
  }

  /** Starts the deliveries that are due, in the background; never throws. */
  start(): void {
    const nowMs = this.#clock.unsped();
    for (const endpoint of this.#endpoints) {
      if (isPaused(endpoint)) continue;
      for (const delivery of endpoint.queue) {
        if (delivery.inFlight || delivery.dueAtMs > nowMs) continue;
        const attempt = this.#attempt(endpoint, delivery);
        this.#inFlight.add(attempt);
        void attempt.then(() => this.#inFlight.delete(attempt));
      }
    }
  }

  /** Resolves when everything that is due has been tried. */
  async flush(): Promise<void> {
    this.start();
    while (this.#inFlight.size > 0) {
      await Promise.all(this.#inFlight);
      this.start();
    }
  }

  #enqueue(endpoint: Endpoint, event: SimulatedEvent): void {
    endpoint.queue.push({ event, attempts: 0, dueAtMs: this.#clock.unsped(), inFlight: false });
  }

  async #attempt(endpoint: Endpoint, delivery: Delivery): Promise<void> {
    delivery.inFlight = true;
    delivery.attempts += 1;
    const status = await this.#post(endpoint, delivery.event);
    delivery.inFlight = false;
    endpoint.attempts.push({ eventId: delivery.event.id, attempt: delivery.attempts, status });
    if (status !== null && status >= 200 && status < 300) {
      endpoint.failuresInARow = 0;
      endpoint.queue = endpoint.queue.filter((other) => other !== delivery);
      return;
    }
    endpoint.failuresInARow += 1;
    delivery.dueAtMs = this.#clock.unsped() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (delivery.attempts - 1));
  }

  async #post({ url, secrets }: Endpoint, { id, type, data, replayOf }: SimulatedEvent): Promise<number | null> {
    const body = JSON.stringify({ id, type, data, replayOf });
    const valid = secrets.filter(({ untilMs }) => untilMs > this.#clock.unsped()).map(({ secret }) => secret);
    const signature = this.#lastSigned.then(() => signWebhook(body, valid, Math.floor(this.#clock.real() / 1_000)));
    this.#lastSigned = signature.catch(() => undefined);
    try {
      const response = await this.#fetch()(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-layers-event-id": id,
          "x-layers-signature": await signature,
        },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      // No answer, or too slow: retried later, as a refusal is.
      return null;
    }
  }
}

function isPaused({ failuresInARow }: Endpoint): boolean {
  return failuresInARow >= FAILURES_BEFORE_PAUSE;
}
