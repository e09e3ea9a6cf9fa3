import { PUSH_DEFAULTS } from "../../client/push/pushWire";
import type { RelayOptions } from "../contract/RelayOptions";
import type { PushLimits } from "../push/PushHub";
import { clockOf } from "../time/clockOf";

/** The share of `cache.maxBytes` that is not for answers: budgets, ids of events, and the store's stand-in. */
const STATE_SHARE = 1 / 8;
/** However small the cache, a budget must not be forgotten while it is in use. */
const LEAST_STATE_BYTES = 262_144;
const STATE_ENTRIES = 10_000;

/** The options of a relay with their defaults. */
export interface RelaySettings {
  readonly timeoutMs: number;
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  readonly staleForMs: number;
  /** Bounds of what is kept of answers and refusals. */
  readonly answers: { readonly maxEntries: number; readonly maxBytes: number };
  /** Bounds of what else is kept in memory: budgets, ids of events, and what stands in for a store that is down. */
  readonly state: { readonly maxEntries: number; readonly maxBytes: number };
  readonly push: PushLimits;
  readonly now: () => number;
}

/** Fills the options of a relay, checked before, with the defaults that their docs tell. */
export function relaySettings(options: RelayOptions): RelaySettings {
  const { timeoutMs = 10_000, maxRequestBytes = 65_536, maxResponseBytes = 1_048_576, staleForMs = 300_000 } = options;
  const { maxEntries = 10_000, maxBytes = 67_108_864 } = options.cache ?? {};
  const {
    maxStreams = 10_000,
    maxStreamsPerVisitor = 6,
    maxWatches = PUSH_DEFAULTS.maxWatches,
    heartbeatMs = PUSH_DEFAULTS.heartbeatMs,
    maxAgeMs = 900_000,
  } = options.push ?? {};
  const stateBytes = Math.floor(maxBytes * STATE_SHARE);
  return {
    timeoutMs,
    maxRequestBytes,
    maxResponseBytes,
    staleForMs,
    answers: { maxEntries, maxBytes: maxBytes - stateBytes },
    state: { maxEntries: STATE_ENTRIES, maxBytes: Math.max(LEAST_STATE_BYTES, stateBytes) },
    push: { maxStreams, maxStreamsPerVisitor, maxWatches, heartbeatMs, maxAgeMs },
    now: clockOf(options.now),
  };
}
