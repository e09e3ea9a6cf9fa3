import type { JobWire } from "../../providers/layers/job";
import type { LeaseRequestWire } from "../../providers/layers/leaseRequest";
import { bearerToken, type LayersKey, layersKey, type LayersKeyOptions, type LayersTier } from "../http/layersKey";
import { IdempotentReplies } from "../http/IdempotentReplies";
import { layersHttp } from "./layersHttp";
import type { Reply, SimulatedRequest } from "../http/Reply";
import type { SimulatedClock } from "../world/SimulatedClock";
import { SimulatedEvents, type SimulatedEvent } from "./SimulatedEvents";
import type { SimulatedIds } from "../world/SimulatedIds";
import { type CancelJobAnswer, type SettleJobOptions, SimulatedJobs } from "./SimulatedJobs";
import type { StartJobOptions } from "./startedJob";
import { type LeasePlan, type RequestLeaseOptions, type SettleLeaseOptions, SimulatedLeases } from "./SimulatedLeases";
import { SimulatedRateLimit } from "../http/SimulatedRateLimit";
import type { AddWebhookOptions, SimulatedWebhook } from "./SimulatedWebhook";
import { SimulatedWebhooks } from "./SimulatedWebhooks";
import { signWebhook } from "./signWebhook";

/** The Layers side of a simulator. Its methods do what the provider's staff and machines would do. */
export interface SimulatedLayers {
  /** The default key, with all scopes. */
  readonly apiKey: string;
  /** The project of lease requests without a `projectId`. */
  readonly projectId: string;
  /** Makes another key. @throws TypeError for an unknown scope or tier. */
  addKey(options?: LayersKeyOptions): string;
  /** Revokes a key: requests with it are answered 401 from now on. */
  revokeKey(key: string): void;

  /**
   * Starts a job and returns it: queued, without progress.
   *
   * @throws TypeError for an unknown kind, outcome or progress, and for a negative duration.
   * @example
   * const { jobId } = simulator.layers.startJob({ kind: "content_generate", outcome: "failed", durationMs: 60_000 });
   */
  startJob(options: StartJobOptions): JobWire;
  /**
   * Asks a job to stop, as the HTTP call does; it stops `cancelAfterMs` later. @throws TypeError when there is no such
   * job.
   */
  cancelJob(jobId: string): CancelJobAnswer;
  /** Ends a job now. @throws TypeError when there is no such job or it has ended. */
  settleJob(jobId: string, options: SettleJobOptions): JobWire;
  getJob(jobId: string): JobWire | undefined;
  /** All jobs, oldest first. */
  jobs(): JobWire[];

  /** Submits a lease request. @throws TypeError for an impossible count or plan. */
  requestLease(options?: RequestLeaseOptions): LeaseRequestWire;
  /** Ends a lease request now. @throws TypeError when there is no such request or it has ended. */
  settleLease(requestId: string, options?: SettleLeaseOptions): LeaseRequestWire;
  getLease(requestId: string): LeaseRequestWire | undefined;
  /** All lease requests, oldest first. */
  leases(): LeaseRequestWire[];
  /** The plan of leases that are requested over HTTP. @default {} */
  leasePlan: LeasePlan;

  /** The events so far, which Layers would send as webhooks, oldest first. */
  events(): readonly SimulatedEvent[];
  /**
   * Calls `listener` with each event, and returns a function that stops it. An end is noticed when time is advanced or
   * a request comes in.
   */
  onEvent(listener: (event: SimulatedEvent) => void): () => void;
  /**
   * Emits an event again, under a new id and with the original's id in `replayOf`. @throws TypeError when there is no
   * such event.
   */
  replayEvent(eventId: string): SimulatedEvent;
  /**
   * Posts events to a URL from now on: on `advance`, with every request, and by itself while the simulator listens.
   *
   * @throws TypeError when the URL is not absolute.
   * @example
   * const simulator = createSimulator({ webhookFetch: async (url, init) => relay.handle(new Request(url, init)) });
   * simulator.layers.addWebhook({ url: "https://app.example/api/longrun/webhooks/layers", secret });
   * simulator.advance(300_000);
   * await simulator.layers.deliverWebhooks();
   */
  addWebhook(options: AddWebhookOptions): SimulatedWebhook;
  /** Resolves when every delivery that is due has been tried. */
  deliverWebhooks(): Promise<void>;
  /**
   * The `X-Layers-Signature` of a payload, with one `v1` for each secret.
   *
   * @param timestampSeconds Unix seconds. @default the clock that was passed in
   */
  signWebhook(payload: string, secret: string | readonly string[], timestampSeconds?: number): Promise<string>;
}

export interface LayersService {
  readonly layers: SimulatedLayers;
  readonly answer: (request: SimulatedRequest, relayed: boolean) => Reply;
  /** Collects what has ended, and starts the webhooks that are due. */
  readonly collect: () => void;
}

export interface LayersSettings {
  readonly tier: LayersTier | undefined;
  readonly webhookFetch: () => typeof globalThis.fetch;
}

export function simulatedLayers(
  clock: SimulatedClock,
  ids: SimulatedIds,
  { tier, webhookFetch }: LayersSettings,
): LayersService {
  const events = new SimulatedEvents(ids);
  const jobs = new SimulatedJobs(clock, ids, events);
  const leases = new SimulatedLeases(clock, ids, events);
  const keys = new Map<string, LayersKey>();
  const webhooks = new SimulatedWebhooks(clock, ids, events, webhookFetch);

  function collect(): void {
    events.collect(clock.now());
    webhooks.start();
  }

  function addKey(options?: LayersKeyOptions): string {
    const key = layersKey(ids.secret("lp_sim_"), options);
    keys.set(key.key, key);
    return key.key;
  }

  const apiKey = addKey({ tier });
  const layers: SimulatedLayers = {
    apiKey,
    projectId: leases.projectId,
    addKey,
    revokeKey: (key) => void keys.delete(key),
    startJob: (options) => jobs.start(options),
    cancelJob: (jobId) => jobs.cancel(jobId),
    settleJob: (jobId, options) => collected(jobs.settle(jobId, options)),
    getJob: (jobId) => jobs.get(jobId),
    jobs: () => jobs.all(),
    requestLease: (options) => leases.request(options),
    settleLease: (requestId, options) => collected(leases.settle(requestId, options)),
    getLease: (requestId) => leases.get(requestId),
    leases: () => leases.all(),
    leasePlan: {},
    events: () => {
      collect();
      return events.all();
    },
    onEvent: (listener) => events.subscribe(listener),
    replayEvent: (eventId) => collected(events.replay(eventId, clock.now())),
    addWebhook: (options) => {
      // Events from before it was added are not posted to it.
      collect();
      return webhooks.add(options);
    },
    deliverWebhooks: () => {
      collect();
      return webhooks.flush();
    },
    signWebhook: (payload, secret, timestampSeconds = Math.floor(clock.real() / 1_000)) =>
      signWebhook(payload, secret, timestampSeconds),
  };

  function collected<Value>(value: Value): Value {
    collect();
    return value;
  }

  const http = layersHttp({
    ids,
    jobs,
    leases,
    rateLimit: new SimulatedRateLimit(clock),
    idempotent: new IdempotentReplies(clock),
    leasePlan: () => layers.leasePlan,
  });
  return {
    layers,
    collect,
    // A relay holds the key, so requests to a relay's path count against the default key's limit.
    answer: (request, relayed) =>
      http(request, keys.get(relayed ? apiKey : (bearerToken(request.headers) ?? "")) ?? null),
  };
}
