import { isRecord } from "../../operations/isRecord";
import { MAX_TIMER_MS } from "../../polling/assertDelay";
import { assertOptionNames } from "./assertOptionNames";
import { DEFAULT_BASE_PATH } from "../../client/Endpoint";
import { ACTIONS, OPERATIONS } from "../../providers/actions";
import type { AnyOperation } from "../../operations/defineOperation";
import { fingerprintOf } from "../upstream/fingerprintOf";
import type { CacheLimits, CustomUpstream, LayersUpstream, PushOptions, RelayOptions } from "../contract/RelayOptions";
import type { Secrets } from "../secrets/Secrets";
import { secretsIn } from "../secrets/secretsIn";
import { sendableHeaders } from "../upstream/sendableHeaders";
import type { Upstream } from "../upstream/Upstream";

/** Where the services that longrun knows are, and how each takes its key. */
const KNOWN_UPSTREAMS: Readonly<Record<string, string>> = {
  layers: "https://api.layers.com",
  tuco: "https://app.tuco.ai",
};

/** Names that the relay's own routes have taken. */
const RESERVED = ["webhooks", "events"];

/** The names of all options of a kind: the compiler sees that none is left out. */
const namesOf = <Options extends object>(names: Readonly<Record<keyof Options, true>>): readonly string[] =>
  Object.keys(names);

const KNOWN_UPSTREAM_NAMES = namesOf<LayersUpstream>({
  apiKey: true,
  baseUrl: true,
  webhookSecret: true,
  readsPerMinute: true,
});
const CUSTOM_UPSTREAM_NAMES = namesOf<CustomUpstream>({
  baseUrl: true,
  headers: true,
  publicHeaders: true,
  account: true,
  operations: true,
  readsPerMinute: true,
});
const CACHE_NAMES = namesOf<CacheLimits>({ maxEntries: true, maxBytes: true });

const OPTION_NAMES = [
  "upstreams",
  "authorize",
  "visitorOf",
  "basePath",
  "onSettled",
  "store",
  "cache",
  "push",
  "staleForMs",
  "timeoutMs",
  "maxRequestBytes",
  "maxResponseBytes",
  "onError",
  "fetch",
  "now",
] satisfies (keyof RelayOptions)[];

const PUSH_NAMES = [
  "maxStreams",
  "maxStreamsPerVisitor",
  "maxWatches",
  "heartbeatMs",
  "maxAgeMs",
] satisfies (keyof PushOptions)[];

/**
 * The upstreams, ready to be asked. @throws TypeError when the relay could not work as configured; no key is in the
 * message.
 */
export function checkRelayOptions(
  options: RelayOptions,
  secrets: Secrets,
): { readonly upstreams: readonly Upstream[]; readonly basePath: string } {
  if (!isRecord(options)) fail("pass { upstreams, authorize }.");
  assertOptionNames("", options, OPTION_NAMES);
  assertOptionNames("cache.", options.cache, CACHE_NAMES);
  assertOptionNames("push.", options.push, PUSH_NAMES);
  const { upstreams, authorize, visitorOf, basePath = DEFAULT_BASE_PATH, onSettled, onError, fetch, now } = options;
  if (typeof authorize !== "function") {
    fail(
      "authorize is required: a function that returns true for those who may see an operation. There is no " +
        "default that lets people in.",
    );
  }
  for (const [name, value] of Object.entries({ visitorOf, onSettled, onError, fetch, now }))
    if (value !== undefined && typeof value !== "function") fail(`${name} must be a function.`);
  for (const name of ["timeoutMs", "maxRequestBytes", "maxResponseBytes"] as const) assertCount(name, options[name]);
  assertCount("cache.maxEntries", options.cache?.maxEntries);
  assertCount("cache.maxBytes", options.cache?.maxBytes);
  for (const name of PUSH_NAMES) assertCount(`push.${name}`, options.push?.[name]);
  for (const [name, ms] of Object.entries({
    timeoutMs: options.timeoutMs,
    "push.heartbeatMs": options.push?.heartbeatMs,
    "push.maxAgeMs": options.push?.maxAgeMs,
  })) {
    if (ms !== undefined && ms > MAX_TIMER_MS)
      fail(`${name} must be at most ${MAX_TIMER_MS}, the longest that a timer holds.`);
  }
  const { staleForMs, store } = options;
  if (staleForMs !== undefined && !(typeof staleForMs === "number" && staleForMs >= 0))
    fail("staleForMs must be a number of milliseconds of 0 or more.");
  // As nothing but an object: it may come from JavaScript.
  if (
    store !== undefined &&
    !["get", "set", "swap", "publish", "subscribe"].every(
      (name) => typeof (store as unknown as Record<string, unknown>)[name] === "function",
    )
  ) {
    fail("store must be what memoryStore() or redisStore(client) returns.");
  }
  if (typeof basePath !== "string" || !/^(\/[\w.~-]+)*$/.test(basePath) || /\/\.\.?(\/|$)/.test(basePath)) {
    fail('basePath must start with "/", without a trailing slash, such as "/api/longrun".');
  }
  if (!isRecord(upstreams)) fail("upstreams is required, such as { layers: { apiKey: process.env.LAYERS_API_KEY } }.");
  const checked = Object.entries(upstreams)
    .filter(([, upstream]) => upstream !== undefined)
    .map(([name, upstream]) => checkedUpstream(name, upstream, secrets, store !== undefined));
  if (checked.length === 0)
    fail("upstreams is empty, so there is nothing to relay to. Add layers, tuco or one of your own.");
  return { upstreams: checked, basePath };
}

function checkedUpstream(name: string, upstream: unknown, secrets: Secrets, isShared: boolean): Upstream {
  const where = `upstreams.${name}`;
  if (!/^[a-z0-9]+([_-][a-z0-9]+)*$/i.test(name))
    fail(`upstreams: the name ${JSON.stringify(name)} must be letters and digits, parted by "_" or "-".`);
  if (RESERVED.includes(name)) fail(`${where}: the name is taken by one of the relay's own routes.`);
  if (!isRecord(upstream)) fail(`${where} must be an object.`);
  const known = Object.hasOwn(KNOWN_UPSTREAMS, name) ? KNOWN_UPSTREAMS[name] : undefined;
  if (known === undefined) return customUpstream(name, where, upstream, secrets, isShared);

  assertOptionNames(`${where}.`, upstream, KNOWN_UPSTREAM_NAMES);
  const { apiKey, baseUrl = known } = upstream;
  const readsPerMinute = checkedLimit(where, upstream);
  if (typeof apiKey !== "string" || apiKey === "")
    fail(`${where}.apiKey is empty. Is its environment variable set where the relay runs?`);
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    fail(`${where}.apiKey holds white space or a character that no header can carry. Was it pasted with a line break?`);
  secrets.keep([apiKey]);
  const webhookSecret = checkedWebhookSecret(name, where, upstream, secrets);
  const headers = new Headers({ authorization: `Bearer ${apiKey}` });
  const url = checkedUrl(`${where}.baseUrl`, baseUrl);
  return {
    name,
    baseUrl: url,
    fingerprint: fingerprintOf({ baseUrl: url, headers, account: null }),
    readsPerMinute,
    webhookSecret,
    headers: () => Promise.resolve(headers),
    secretsIn: () => [],
    operations: OPERATIONS.filter(({ endpoint }) => endpoint === name),
    actions: ACTIONS.filter(({ operation }) => operation.endpoint === name),
  };
}

function customUpstream(
  name: string,
  where: string,
  upstream: Record<string, unknown>,
  secrets: Secrets,
  isShared: boolean,
): Upstream {
  const { baseUrl, headers, operations, account } = upstream;
  const readsPerMinute = checkedLimit(where, upstream);
  if ("apiKey" in upstream)
    fail(`${where}: only layers and tuco take an apiKey. Give { headers } that carry the key as the service wants it.`);
  assertOptionNames(`${where}.`, upstream, CUSTOM_UPSTREAM_NAMES);
  if (headers !== undefined && typeof headers !== "function" && typeof headers !== "object")
    fail(`${where}.headers must be headers or a function that returns them.`);
  if (!Array.isArray(operations) || operations.length === 0)
    fail(`${where}.operations must list at least one definition; nothing else can be read.`);
  for (const operation of operations as readonly Partial<AnyOperation>[]) {
    if (typeof operation?.path !== "string" || !Array.isArray(operation.params))
      fail(`${where}.operations must hold what defineOperation returns.`);
    if (operation.endpoint !== name)
      fail(
        `${where}.operations: ${operation.name} has the endpoint "${operation.endpoint}", so no client would look ` +
          "for it here. Name the upstream after it.",
      );
  }
  // Checked above to be what a CustomUpstream has.
  const given = headers as CustomUpstream["headers"];
  const publicHeaders = checkedPublicHeaders(where, upstream);
  const fixed = typeof given === "function" ? null : headersOf(where, given);
  if (fixed !== null) secrets.keep(secretsIn(fixed, publicHeaders));
  const url = checkedUrl(`${where}.baseUrl`, baseUrl);
  return {
    name,
    baseUrl: url,
    fingerprint: fingerprintOf({
      baseUrl: url,
      headers: fixed,
      account: checkedAccount(where, account, fixed === null, isShared),
    }),
    readsPerMinute,
    webhookSecret: null,
    headers: async () => fixed ?? sendableHeaders(typeof given === "function" ? await given() : given),
    secretsIn: (sent) => (fixed === null ? secretsIn(sent, publicHeaders) : []),
    operations: operations as readonly AnyOperation[],
    actions: [],
  };
}

/** Headers that are made anew for every request don't tell whose they are. */
function checkedAccount(where: string, account: unknown, isNeeded: boolean, isShared: boolean): string | null {
  if (account === undefined) {
    if (isNeeded && isShared) {
      fail(
        `${where}.headers is a function, so relays on one store can't tell whose key they share. Name it: ` +
          `account: "acme-production", another for each key.`,
      );
    }
    return null;
  }
  if (!isNeeded)
    fail(`${where}.account names the key that a headers function sends; headers that stay the same need none.`);
  if (typeof account !== "string" || account === "" || account.length > 256)
    fail(`${where}.account must be a name of 1–256 characters.`);
  return account;
}

function checkedWebhookSecret(
  name: string,
  where: string,
  { webhookSecret }: Record<string, unknown>,
  secrets: Secrets,
): string | null {
  if (webhookSecret === undefined) return null;
  if (name !== "layers") fail(`${where}.webhookSecret: only layers posts webhooks about what is watched here.`);
  if (typeof webhookSecret !== "string" || webhookSecret === "")
    fail(
      `${where}.webhookSecret is empty. Is its environment variable set where the relay runs? Leave it out to ` +
        "take in no webhooks.",
    );
  secrets.keep([webhookSecret]);
  return webhookSecret;
}

function checkedLimit(where: string, { readsPerMinute }: Record<string, unknown>): number | undefined {
  assertCount(`${where}.readsPerMinute`, readsPerMinute);
  return readsPerMinute as number | undefined;
}

function headersOf(where: string, headers: HeadersInit | undefined): Headers {
  try {
    return new Headers(headers);
  } catch {
    // What the platform says repeats the value, which may be the key.
    fail(`${where}.headers holds a name or a value that no header can carry. Was a key pasted with a line break?`);
  }
}

function checkedPublicHeaders(where: string, { publicHeaders = [] }: Record<string, unknown>): ReadonlySet<string> {
  if (!Array.isArray(publicHeaders) || !publicHeaders.every((name) => typeof name === "string"))
    fail(`${where}.publicHeaders must be a list of names of headers.`);
  return new Set(publicHeaders.map((name: string) => name.toLowerCase()));
}

function checkedUrl(where: string, value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value))
    fail(`${where} must be an absolute URL, such as "https://api.example.com".`);
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") fail(`${where} must be an https: URL.`);
  if (url.protocol === "http:" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    fail(
      `${where} is http:, over which anybody on the way can read the key. Only this machine (localhost) may be ` +
        "asked without https.",
    );
  }
  if (url.username !== "" || url.password !== "") fail(`${where} must not hold a user name or a password.`);
  if (url.search !== "" || url.hash !== "") fail(`${where} must have no query and no fragment.`);
  return url.href.replace(/\/+$/, "");
}

function assertCount(name: string, value: unknown): void {
  if (value !== undefined && !(typeof value === "number" && value >= 1 && value < 2 ** 40))
    fail(`${name} must be a number of 1 or more.`);
}

function fail(problem: string): never {
  throw new TypeError(`createRelay: ${problem}`);
}
