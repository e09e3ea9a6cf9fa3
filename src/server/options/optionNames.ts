import type { CacheLimits, CustomUpstream, LayersUpstream, PushOptions, RelayOptions } from "../contract/RelayOptions";

/** Lists the options of a kind; the compiler refuses a list that lacks one. */
function namesOf<Options extends object>(names: Readonly<Record<keyof Options, true>>): readonly (keyof Options)[] {
  // Object.keys gives strings; the type of `names` says which.
  return Object.keys(names) as (keyof Options)[];
}

/** The names of all options of `createRelay`, by the object that they stand in. */
export const OPTION_NAMES: {
  readonly relay: readonly (keyof RelayOptions)[];
  readonly cache: readonly (keyof CacheLimits)[];
  readonly push: readonly (keyof PushOptions)[];
  readonly builtInUpstream: readonly (keyof LayersUpstream)[];
  readonly customUpstream: readonly (keyof CustomUpstream)[];
} = {
  relay: namesOf<RelayOptions>({
    upstreams: true,
    authorize: true,
    visitorOf: true,
    basePath: true,
    onSettled: true,
    store: true,
    cache: true,
    push: true,
    staleForMs: true,
    timeoutMs: true,
    maxRequestBytes: true,
    maxResponseBytes: true,
    onError: true,
    fetch: true,
    now: true,
  }),
  cache: namesOf<CacheLimits>({ maxEntries: true, maxBytes: true }),
  push: namesOf<PushOptions>({
    maxStreams: true,
    maxStreamsPerVisitor: true,
    maxWatches: true,
    heartbeatMs: true,
    maxAgeMs: true,
  }),
  // Those of Tuco are some of those of Layers.
  builtInUpstream: namesOf<LayersUpstream>({ apiKey: true, baseUrl: true, webhookSecret: true, readsPerMinute: true }),
  customUpstream: namesOf<CustomUpstream>({
    baseUrl: true,
    headers: true,
    publicHeaders: true,
    account: true,
    operations: true,
    readsPerMinute: true,
  }),
};
