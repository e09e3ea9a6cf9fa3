import { assertOperation } from "../../operations/assertOperation";
import type { Action, AnyOperation } from "../../operations/Operation";
import type { CustomUpstream } from "../contract/RelayOptions";
import type { Secrets } from "../secrets/Secrets";
import { secretsIn } from "../secrets/secretsIn";
import { fingerprintOf } from "../upstream/fingerprintOf";
import { sendableHeaders } from "../upstream/sendableHeaders";
import type { Upstream } from "../upstream/Upstream";
import { assertCount } from "./assertCount";
import { assertOptionNames } from "./assertOptionNames";
import { checkBaseUrl } from "./checkBaseUrl";
import { failOption } from "./failOption";
import { OPTION_NAMES } from "./optionNames";

const LONGEST_ACCOUNT = 256;

/**
 * Checks the options of a service of the application's own.
 *
 * @param isShared Whether relays share a store, and so have to know whose key each of them uses.
 * @throws TypeError, without a header's value in its message.
 */
export function customUpstream(
  name: string,
  options: Readonly<Record<string, unknown>>,
  secrets: Secrets,
  isShared: boolean,
): Upstream {
  const where = `upstreams.${name}`;
  const { baseUrl, account, readsPerMinute } = options;
  assertCount(`${where}.readsPerMinute`, readsPerMinute);
  if ("apiKey" in options) {
    failOption(
      `${where}: only layers and tuco take an apiKey. Give { headers } that carry the key as the service wants it.`,
    );
  }
  assertOptionNames(`${where}.`, options, OPTION_NAMES.customUpstream);
  const headers = checkHeaders(where, options);
  const operations = checkOperations(name, where, options);
  const publicHeaders = checkPublicHeaders(where, options);
  const fixed = typeof headers === "function" ? null : fixedHeaders(where, headers);
  if (fixed !== null) secrets.add(secretsIn(fixed, publicHeaders));
  const url = checkBaseUrl(`${where}.baseUrl`, baseUrl);
  return {
    name,
    baseUrl: url,
    fingerprint: fingerprintOf({
      baseUrl: url,
      headers: fixed,
      account: checkAccount(where, account, fixed === null, isShared),
    }),
    readsPerMinute,
    webhookSecret: null,
    headers: async () => fixed ?? sendableHeaders(typeof headers === "function" ? await headers() : headers),
    secretsIn: (sent) => (fixed === null ? secretsIn(sent, publicHeaders) : []),
    operations,
    actions: operations.flatMap((operation) => Object.values<Action>(operation.actions ?? {})),
  };
}

function checkHeaders(where: string, { headers }: Readonly<Record<string, unknown>>): CustomUpstream["headers"] {
  if (headers !== undefined && typeof headers !== "function" && typeof headers !== "object")
    failOption(`${where}.headers must be headers or a function that returns them.`);
  // An object is checked further by `Headers`, and a function's result at each call.
  return headers as CustomUpstream["headers"];
}

function checkOperations(
  name: string,
  where: string,
  { operations }: Readonly<Record<string, unknown>>,
): readonly AnyOperation[] {
  if (!Array.isArray(operations) || operations.length === 0)
    failOption(`${where}.operations must list at least one definition; nothing else can be read.`);
  for (const operation of operations as readonly Partial<AnyOperation>[]) {
    if (typeof operation?.path !== "string" || !Array.isArray(operation.params))
      failOption(`${where}.operations must hold what defineOperation returns.`);
    // Here in production too: defineOperation checks in development alone, and a relay is what a mistake would open.
    assertOperation(operation);
    if (operation.endpoint !== name) {
      failOption(
        `${where}.operations: ${operation.name} has the endpoint "${operation.endpoint}", so no client would look ` +
          "for it here. Name the upstream after it.",
      );
    }
  }
  assertDistinct(`${where}.operations`, operations as readonly AnyOperation[]);
  return operations as readonly AnyOperation[];
}

/** Refuses two definitions that match the same request: the first would answer for the second. */
function assertDistinct(where: string, operations: readonly AnyOperation[]): void {
  for (const [index, one] of operations.entries()) {
    for (const other of operations.slice(0, index)) {
      if (one.name === other.name) failOption(`${where} has two definitions of the name "${one.name}".`);
      if (mayMeanOne(one.path, other.path))
        failOption(
          `${where}: a request for ${one.name} (${one.path}) could mean ${other.name} (${other.path}) too. Give ` +
            "their paths another part or another query parameter: ?job=:job and ?render=:render.",
        );
    }
  }
}

/** Whether two templates fit one request: the same path, and no query or queries of the same names. */
function mayMeanOne(one: string, other: string): boolean {
  const [onePath, oneQuery] = templateShape(one);
  const [otherPath, otherQuery] = templateShape(other);
  return onePath === otherPath && (oneQuery === "" || otherQuery === "" || oneQuery === otherQuery);
}

/** A template's path and query without the names of its parameters. */
function templateShape(template: string): [path: string, query: string] {
  const [path = "", query = ""] = template.split("?");
  const pairs = query.split("&").map((pair) => pair.replace(/=:.*$/, "=:"));
  return [path.replace(/:\w+\*?/g, ":"), pairs.toSorted().join("&")];
}

/** The upstream's `account`, which is needed where a store is shared and the headers change from request to request. */
function checkAccount(where: string, account: unknown, hasHeadersFunction: boolean, isShared: boolean): string | null {
  if (account === undefined) {
    if (hasHeadersFunction && isShared) {
      failOption(
        `${where}.headers is a function, so relays on one store can't tell whose key they share. Name it: ` +
          `account: "acme-production", another for each key.`,
      );
    }
    return null;
  }
  if (!hasHeadersFunction)
    failOption(`${where}.account names the key that a headers function sends; headers that stay the same need none.`);
  if (typeof account !== "string" || account === "" || account.length > LONGEST_ACCOUNT)
    failOption(`${where}.account must be a name of 1–${LONGEST_ACCOUNT} characters.`);
  return account;
}

function checkPublicHeaders(
  where: string,
  { publicHeaders = [] }: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  if (!Array.isArray(publicHeaders) || !publicHeaders.every((name) => typeof name === "string"))
    failOption(`${where}.publicHeaders must be a list of names of headers.`);
  return new Set(publicHeaders.map((name: string) => name.toLowerCase()));
}

function fixedHeaders(where: string, headers: HeadersInit | undefined): Headers {
  try {
    return new Headers(headers);
  } catch {
    // The platform's own error repeats the value, which may be the key.
    failOption(
      `${where}.headers holds a name or a value that no header can carry. Was a key pasted with a line break?`,
    );
  }
}
