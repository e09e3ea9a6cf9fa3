import { checkRelayOptions } from "../options/checkRelayOptions";
import { relaySettings, type RelaySettings } from "../options/relaySettings";
import { Closing } from "./Closing";
import { EventSettler } from "../webhook/EventSettler";
import { IncidentReporter } from "../contract/IncidentReporter";
import { KeyBudget } from "../store/KeyBudget";
import { RouteCache } from "./RouteCache";
import { openStore } from "./openStore";
import type { CachedAnswer } from "../cache/answer/CachedAnswer";
import { CachedReader } from "../cache/CachedReader";
import type { UpstreamOptions } from "../upstream/askUpstream";
import { PushHub, type PushLimits } from "../push/PushHub";
import { ReadLeases } from "../store/ReadLeases";
import type { RelayOptions } from "../contract/RelayOptions";
import { Secrets } from "../secrets/Secrets";
import { SessionTags } from "../visitor/SessionTags";
import { SettledLog } from "../cache/SettledLog";
import { SharedAnswers, StoreNames, UnsharedAnswers } from "../cache/SharedAnswers";
import type { Upstream } from "../upstream/Upstream";
import { Visitors } from "../visitor/Visitors";
import { VisitorVotes } from "../cache/VisitorVotes";
import { OperationCache } from "../cache/OperationCache";
import type { WholeStore } from "../store/RelayStore";

/** The parts that a relay is made of. */
export interface RelayParts {
  readonly options: RelayOptions;
  readonly basePath: string;
  readonly upstreams: readonly Upstream[];
  readonly routes: RouteCache;
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

/** A lease outlives the slowest read by this, so that only a relay that is gone loses it. */
const LEASE_MARGIN_MS = 2_000;

/** Puts a relay together. @throws TypeError when an option can't work. */
export function relayParts(options: RelayOptions): RelayParts {
  const secrets = new Secrets();
  const { upstreams, basePath } = checkRelayOptions(options, secrets);
  const settings = relaySettings(options);
  const { timeoutMs, maxRequestBytes, maxResponseBytes, now } = settings;
  const incidents = new IncidentReporter(options.onError, secrets);
  const upstreamOptions = { fetch: () => options.fetch ?? globalThis.fetch, timeoutMs, maxResponseBytes, secrets };
  const store = openStore(options.store, settings, incidents);
  const relayId = crypto.randomUUID();
  const { cache, shared, reader } = readerOf({
    options,
    settings,
    upstreams,
    upstreamOptions,
    store,
    relayId,
    incidents,
    onStreamsDropped: (key) => hub.drop(key),
  });
  reportSettled(options.onSettled, cache, incidents);
  const hub = new PushHub({ reader, cache, limits: settings.push, relayName: relayId.slice(0, 8), now });
  const visitors = new Visitors(options.visitorOf, incidents, timeoutMs);
  const endSubscription = subscribe(store, shared, incidents);
  const closing = new Closing();
  closing.onClose(() => {
    cache.close();
    hub.close();
    endSubscription();
  });
  return {
    options,
    basePath,
    upstreams,
    routes: new RouteCache(upstreams),
    upstreamOptions,
    limits: { maxRequestBytes, timeoutMs },
    incidents,
    visitors,
    sessions: new SessionTags(options.upstreams, visitors),
    store,
    cache,
    shared,
    reader,
    settler: new EventSettler({ reader, shared, cache, now }),
    hub,
    pushLimits: settings.push,
    now,
    closing,
  };
}

interface ReaderParts extends Pick<RelayParts, "options" | "upstreams" | "upstreamOptions" | "store" | "incidents"> {
  readonly settings: RelaySettings;
  readonly relayId: string;
  readonly onStreamsDropped: (key: string) => void;
}

/** The cache, the reader that fills it, and the answers that it shares with other relays. */
function readerOf(parts: ReaderParts): Pick<RelayParts, "cache" | "shared" | "reader"> {
  const { options, settings, upstreams, upstreamOptions, store, relayId, incidents, onStreamsDropped } = parts;
  const { staleForMs, now } = settings;
  const leaseMs = settings.timeoutMs + LEASE_MARGIN_MS;
  const sharing = {
    store,
    relayId,
    names: new StoreNames(upstreams),
    onAnswer: (key: string, answer: CachedAnswer) => reader.receive(key, answer),
    onInvalidated: (key: string) => cache.find(key)?.invalidate(),
    onUnreadable: () =>
      incidents.report(
        "the store holds something that is no answer, in the place of one; it is read anew, and not told of again",
      ),
  };
  const shared = options.store === undefined ? new UnsharedAnswers(sharing) : new SharedAnswers(sharing);
  const cache = new OperationCache({
    ...settings.answers,
    now,
    lostAfterMs: leaseMs,
    onDue: (entry) => void reader.poll(entry).catch(() => undefined),
    onEvict: ({ target }) => budgetOf(target.upstream.name).forget(target.key),
    onStreamsDropped,
  });
  const budgets = budgetsOf(upstreams, store, cache, now);
  // Targets are made of these upstreams and of nothing else, so there is a budget for each.
  const budgetOf = (upstream: string): KeyBudget => budgets.get(upstream) as KeyBudget;
  const reader = new CachedReader({
    upstream: upstreamOptions,
    budgetOf,
    shared,
    leases: new ReadLeases({ ...sharing, leaseMs }),
    lostAfterMs: leaseMs,
    cache,
    staleForMs,
    now,
    onIncident: ({ incident }, { operation }) => {
      if (incident !== null) incidents.report(incident.message, incident.cause, undefined, operation.name);
    },
  });
  return { cache, shared, reader };
}

/** A budget for the key of each upstream, by the upstream's name; visitors share it evenly. */
function budgetsOf(
  upstreams: readonly Upstream[],
  store: WholeStore,
  cache: OperationCache,
  now: () => number,
): ReadonlyMap<string, KeyBudget> {
  return new Map(
    upstreams.map(({ name, fingerprint, readsPerMinute }) => {
      const votes = new VisitorVotes({ entries: () => cache.entriesOf(name), find: (key) => cache.peek(key), now });
      return [name, new KeyBudget({ fingerprint, readsPerMinute, store, votesOf: (key) => votes.of(key), now })];
    }),
  );
}

/** Calls the application's `onSettled` for every operation that ends. */
function reportSettled(onSettled: RelayOptions["onSettled"], cache: OperationCache, incidents: IncidentReporter): void {
  if (onSettled === undefined) return;
  const log = new SettledLog(onSettled, incidents);
  cache.onChange(({ target, answer }) => answer !== null && log.record(target, answer));
}

/** Receives what other relays publish. @returns ends the subscription */
function subscribe(store: WholeStore, shared: SharedAnswers, incidents: IncidentReporter): () => void {
  const subscribed = store.subscribe((message) => {
    // A rejection that nobody handles would end the process.
    shared
      .receive(message)
      .catch((error: unknown) => incidents.report("a message from the store could not be taken in", error));
  });
  return () => void subscribed.then((end) => end()).catch(() => undefined);
}
