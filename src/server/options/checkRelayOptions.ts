import { DEFAULT_BASE_PATH } from "../../client/Endpoint";
import { isRecord } from "../../operations/isRecord";
import { MAX_TIMER_MS } from "../../polling/assertDelay";
import type { RelayOptions } from "../contract/RelayOptions";
import type { Secrets } from "../secrets/Secrets";
import type { Upstream } from "../upstream/Upstream";
import { assertCount } from "./assertCount";
import { assertOptionNames } from "./assertOptionNames";
import { builtInUpstream, isBuiltIn } from "./builtInUpstream";
import { customUpstream } from "./customUpstream";
import { failOption } from "./failOption";
import { OPTION_NAMES } from "./optionNames";

/** Names that the relay's own routes have taken. */
const RESERVED_NAMES = ["webhooks", "events"];

export interface CheckedOptions {
  readonly upstreams: readonly Upstream[];
  readonly basePath: string;
}

/**
 * Checks the options of a relay, which may come from JavaScript.
 *
 * @param secrets Learns the keys.
 * @throws TypeError when the relay could not work as configured; no key is in the message.
 */
export function checkRelayOptions(options: RelayOptions, secrets: Secrets): CheckedOptions {
  if (!isRecord(options)) failOption("pass { upstreams, authorize }.");
  assertOptionNames("", options, OPTION_NAMES.relay);
  assertOptionNames("cache.", options.cache, OPTION_NAMES.cache);
  assertOptionNames("push.", options.push, OPTION_NAMES.push);
  checkFunctions(options);
  checkNumbers(options);
  checkStore(options.store);
  const basePath = checkBasePath(options.basePath);
  return { basePath, upstreams: checkUpstreams(options, secrets) };
}

function checkFunctions({ authorize, visitorOf, onSettled, onError, fetch, now }: RelayOptions): void {
  if (typeof authorize !== "function") {
    failOption(
      "authorize is required: a function that returns true for those who may see an operation. There is no " +
        "default that lets people in.",
    );
  }
  for (const [name, value] of Object.entries({ visitorOf, onSettled, onError, fetch, now }))
    if (value !== undefined && typeof value !== "function") failOption(`${name} must be a function.`);
}

function checkNumbers(options: RelayOptions): void {
  const { cache, push, staleForMs } = options;
  for (const name of ["timeoutMs", "maxRequestBytes", "maxResponseBytes"] as const) assertCount(name, options[name]);
  for (const name of OPTION_NAMES.cache) assertCount(`cache.${name}`, cache?.[name]);
  for (const name of OPTION_NAMES.push) assertCount(`push.${name}`, push?.[name]);
  for (const [name, ms] of Object.entries({
    timeoutMs: options.timeoutMs,
    "push.heartbeatMs": push?.heartbeatMs,
    "push.maxAgeMs": push?.maxAgeMs,
  })) {
    if (ms !== undefined && ms > MAX_TIMER_MS)
      failOption(`${name} must be at most ${MAX_TIMER_MS}, the longest that a timer holds.`);
  }
  if (staleForMs !== undefined && !(typeof staleForMs === "number" && staleForMs >= 0))
    failOption("staleForMs must be a number of milliseconds of 0 or more.");
}

function checkStore(store: unknown): void {
  if (store === undefined) return;
  const methods = Object(store) as Record<string, unknown>;
  if (!["get", "set", "swap", "publish", "subscribe"].every((name) => typeof methods[name] === "function"))
    failOption("store must be what memoryStore() or redisStore(client) returns.");
}

function checkBasePath(basePath: unknown = DEFAULT_BASE_PATH): string {
  if (typeof basePath !== "string" || !/^(\/[\w.~-]+)*$/.test(basePath) || /\/\.\.?(\/|$)/.test(basePath))
    failOption('basePath must start with "/", without a trailing slash, such as "/api/longrun".');
  return basePath;
}

function checkUpstreams({ upstreams, store }: RelayOptions, secrets: Secrets): readonly Upstream[] {
  if (!isRecord(upstreams))
    failOption("upstreams is required, such as { layers: { apiKey: process.env.LAYERS_API_KEY } }.");
  const checked = Object.entries(upstreams)
    .filter(([, upstream]) => upstream !== undefined)
    .map(([name, upstream]) => checkUpstream(name, upstream, secrets, store !== undefined));
  if (checked.length === 0)
    failOption("upstreams is empty, so there is nothing to relay to. Add layers, tuco or one of your own.");
  return checked;
}

function checkUpstream(name: string, upstream: unknown, secrets: Secrets, isShared: boolean): Upstream {
  if (!/^[a-z0-9]+([_-][a-z0-9]+)*$/i.test(name))
    failOption(`upstreams: the name ${JSON.stringify(name)} must be letters and digits, parted by "_" or "-".`);
  if (RESERVED_NAMES.includes(name))
    failOption(`upstreams.${name}: the name is taken by one of the relay's own routes.`);
  if (!isRecord(upstream)) failOption(`upstreams.${name} must be an object.`);
  return isBuiltIn(name) ? builtInUpstream(name, upstream, secrets) : customUpstream(name, upstream, secrets, isShared);
}
