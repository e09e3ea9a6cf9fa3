import { isRecord } from "../../operations/isRecord";

/**
 * Names that a page and the relay agree on: `GET {basePath}/events?watch=layers/v1/jobs/job_1&watch=…` opens a stream
 * of server-sent events. The headers that tell a read's session stand in `../http/sessionHeader`, which every page
 * loads.
 */
export const pushWire = {
  /** Below the relay's base path. */
  path: "/events",
  /** The query parameter that names an operation, once for each. */
  watchParameter: "watch",
  event: {
    /** An answer: what is known when the stream is opened, then every change. Data: {@link PushedChange}. */
    change: "change",
    /** The operation has to be polled: it does not exist, or may not be seen. Data: `{ watch }`. */
    unwatched: "unwatched",
    /** All that is known has been told. Data: {@link PushReady}. */
    ready: "ready",
    /** The stream is alive. Data: `{}`. */
    heartbeat: "heartbeat",
  },
} as const;

/** What holds until the relay tells otherwise, and what the relay does by default. */
export const PUSH_DEFAULTS = { maxWatches: 100, heartbeatMs: 15_000 } as const;

/** Heartbeats that a page believes, in ms: a relay that tells 0 or a year is broken. */
const HEARTBEAT_BOUNDS_MS = { least: 1_000, most: 900_000 } as const;

export interface PushedChange {
  /** The operation, as the relay names it: `layers/v1/jobs/job_1`. */
  readonly watch: string;
  readonly etag: string;
  /** The relay's tag of the session that it was told to. */
  readonly session: string;
  /** The wire object, not validated yet. */
  readonly body: unknown;
}

/** What a relay tells once all that is known has been told; a page passes over what it can't believe. */
export interface PushReady {
  /** The relay's tag of the session that the stream was opened in. */
  readonly session: string | null;
  /** The relay's heartbeat, in ms. */
  readonly heartbeatMs?: number | undefined;
  /** Operations that the relay takes on one stream. */
  readonly maxWatches?: number | undefined;
}

/** The address of a stream of these operations. */
export function pushUrl(baseUrl: string, names: readonly string[]): string {
  const query = names.map((name) => `${pushWire.watchParameter}=${encodeURIComponent(name)}`).join("&");
  return `${baseUrl}${pushWire.path}?${query}`;
}

/** The data of an event; undefined where it is no JSON. */
export function parseData(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether the data of an event, or what another tab says, is a change. */
export function isChange(data: unknown): data is PushedChange {
  return (
    isRecord(data) &&
    [data["watch"], data["etag"], data["session"]].every((text) => typeof text === "string") &&
    isRecord(data["body"])
  );
}

/** The operation that `unwatched` names; null where it names none. */
export function parseUnwatched(data: unknown): string | null {
  return isRecord(data) && typeof data["watch"] === "string" ? data["watch"] : null;
}

/** What `ready` tells, within bounds; a limit that is no positive number counts as not told. */
export function parseReady(data: unknown): PushReady {
  const { session, heartbeatMs, maxWatches } = isRecord(data) ? data : {};
  const { least, most } = HEARTBEAT_BOUNDS_MS;
  return {
    session: typeof session === "string" ? session : null,
    heartbeatMs: isAtLeast(heartbeatMs, Number.MIN_VALUE) ? Math.min(most, Math.max(least, heartbeatMs)) : undefined,
    maxWatches: isAtLeast(maxWatches, 1) ? Math.min(PUSH_DEFAULTS.maxWatches, Math.floor(maxWatches)) : undefined,
  };
}

function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= least;
}
