import { checkRelayOptions } from "../options/checkRelayOptions";
import { clockOf } from "../time/clockOf";
import { Closing } from "./Closing";
import { EventSettler } from "../webhook/EventSettler";
import { FallbackStore } from "../store/FallbackStore";
import { IncidentReporter } from "../contract/IncidentReporter";
import { KeyBudget } from "../store/KeyBudget";
import { KnownRoutes } from "./KnownRoutes";
import { LoneAnswers } from "../cache/LoneAnswers";
import { memoryStore } from "../store/memoryStore";
import { CachedReader } from "../cache/CachedReader";
import type { UpstreamOptions } from "../upstream/askUpstream";
import { PushHub, type PushLimits } from "../push/PushHub";
import { ReadLeases } from "../cache/ReadLeases";
import type { RelayOptions } from "../contract/RelayOptions";
import { Secrets } from "../secrets/Secrets";
import { SessionTags } from "../visitor/SessionTags";
import { SettledLog } from "../cache/SettledLog";
import { SharedAnswers } from "../cache/SharedAnswers";
import { StoreNames } from "../cache/StoreNames";
import type { Upstream } from "../upstream/Upstream";
import { Visitors } from "../visitor/Visitors";
import { VisitorVotes } from "../cache/VisitorVotes";
import { OperationCache } from "../cache/OperationCache";
import { wholeStore, type WholeStore } from "../store/wholeStore";

/** What a relay is made of. */
export interface RelayParts {
  readonly options: RelayOptions;
  readonly basePath: string;
  readonly upstreams: readonly Upstream[];
  readonly routes: KnownRoutes;
  readonly upstreamOptions: UpstreamOptions;
  readonly limits: { readonly maxRequestBytes: number; readonly timeoutMs: number };
  readonly incidents: IncidentReporter;
  readonly visitors: Visitors;
  readonly sessions: SessionTags;
  readonly store: WholeStore;
  readonly cache: OperationCache;
  readonly shared: SharedAnswers;
  readonly reader: CachedReader;
  readonly settler: EventSettler;
  readonly hub: PushHub;
  readonly pushLimits: PushLimits;
  readonly now: () => number;
  readonly closing: Closing;
}

/**
 * Room in memory beside what is watched: budgets, leases, the ids of events, and what the relay goes on with while its
 * store is down.
 */
const BESIDES = 10_000;
const BESIDES_SHARE = 1 / 8;
/** However little is kept, a budget must not be forgotten while it is in use. */
const LEAST_BESIDES_BYTES = 262_144;
/** A lease outlives the slowest read, so that only a relay that is gone loses it. */
const LEASE_MARGIN_MS = 2_000;

/** Puts a relay together. @throws TypeError when an option can't work. */
export function relayParts(options: RelayOptions): RelayParts {
  const secrets = new Secrets();
  const { upstreams, basePath } = checkRelayOptions(options, secrets);
  const { timeoutMs = 10_000, maxRequestBytes = 65_536, maxResponseBytes = 1_048_576, staleForMs = 300_000 } = options;
  const now = clockOf(options.now);
  const { maxEntries = 10_000, maxBytes = 67_108_864 } = options.cache ?? {};
  const besidesBytes = Math.floor(maxBytes * BESIDES_SHARE);
  const incidents = new IncidentReporter(options.onError, secrets);
  const upstreamOptions: UpstreamOptions = {
    fetch: () => options.fetch ?? globalThis.fetch,
    timeoutMs,
    maxResponseBytes,
    secrets,
  };
  const store: WholeStore =
    options.store === undefined
      ? wholeStore(memoryStore({ maxEntries: BESIDES, maxBytes: Math.max(LEAST_BESIDES_BYTES, besidesBytes), now }))
      : new FallbackStore({
          store: options.store,
          maxBytes: Math.max(LEAST_BESIDES_BYTES, besidesBytes),
          now,
          onChange: (cause) =>
            cause === null
              ? incidents.report("the store is back; relays share again")
              : incidents.report("the store does not answer, so this relay goes on alone until it does", cause.error),
        });
  const relayId = crypto.randomUUID();
  const leaseMs = timeoutMs + LEASE_MARGIN_MS;
  const sharing = {
    store,
    relayId,
    names: new StoreNames(upstreams),
    onUnreadable: () =>
      incidents.report(
        "the store holds something that is no answer, in the place of one; it is read anew, and not told of again",
      ),
  };
  const shared = options.store === undefined ? new LoneAnswers(sharing) : new SharedAnswers(sharing);
  const leases = new ReadLeases({ ...sharing, shared, leaseMs });
  const cache = new OperationCache({ maxEntries, maxBytes: maxBytes - besidesBytes });
  const budgets = new Map(
    upstreams.map(({ name, fingerprint, readsPerMinute }) => {
      const votes = new VisitorVotes({ entries: () => cache.entriesOf(name), find: (key) => cache.peek(key), now });
      return [name, new KeyBudget({ fingerprint, readsPerMinute, store, votesOf: (key) => votes.of(key), now })];
    }),
  );
  const closing = new Closing();

  const reader = new CachedReader({
    upstream: upstreamOptions,
    // Targets are made of the upstreams above and of nothing else.
    budgetOf: (name) => budgets.get(name) as KeyBudget,
    shared,
    leases,
    lostAfterMs: leaseMs,
    cache,
    staleForMs,
    now,
    onIncident: ({ incident }, { operation }) => {
      if (incident !== null) incidents.report(incident.message, incident.cause, undefined, operation.name);
    },
  });
  if (options.onSettled !== undefined) {
    const log = new SettledLog(options.onSettled, incidents);
    cache.onChange(({ target, answer }) => answer !== null && log.record(target, answer));
  }
  const {
    maxStreams = 10_000,
    maxStreamsPerVisitor = 6,
    maxWatches = 100,
    heartbeatMs = 15_000,
    maxAgeMs = 900_000,
  } = options.push ?? {};
  const pushLimits: PushLimits = { maxStreams, maxStreamsPerVisitor, maxWatches, heartbeatMs, maxAgeMs };
  const hub = new PushHub({ reader, cache, limits: pushLimits, relayName: relayId.slice(0, 8), now });
  // Thrown into whatever delivers it, it would end the process.
  const subscribed = store.subscribe(
    (message) =>
      void shared
        .receive(message)
        .catch((error: unknown) => incidents.report("a message from the store could not be taken in", error)),
  );
  closing.onClose(() => {
    cache.close();
    hub.close();
    subscribed.then((end) => end()).catch(() => undefined);
  });
  const visitors = new Visitors(options.visitorOf, incidents, timeoutMs);
  return {
    options,
    visitors,
    sessions: new SessionTags(options.upstreams, visitors),
    basePath,
    upstreams,
    routes: new KnownRoutes(upstreams),
    upstreamOptions,
    limits: { maxRequestBytes, timeoutMs },
    incidents,
    store,
    cache,
    shared,
    reader,
    settler: new EventSettler({ reader, shared, cache, now }),
    hub,
    pushLimits,
    now,
    closing,
  };
}
