import { ACTIONS, OPERATIONS } from "../../providers/actions";
import type { Secrets } from "../secrets/Secrets";
import { fingerprintOf } from "../upstream/fingerprintOf";
import type { Upstream } from "../upstream/Upstream";
import { assertCount } from "./assertCount";
import { assertOptionNames } from "./assertOptionNames";
import { checkBaseUrl } from "./checkBaseUrl";
import { failOption } from "./failOption";
import { OPTION_NAMES } from "./optionNames";

/** The default base URL of each service whose operations and key format are built in. */
const BASE_URLS: Readonly<Record<string, string>> = {
  layers: "https://api.layers.com",
  tuco: "https://app.tuco.ai",
};

/** Whether `name` is a service that takes an `apiKey`: Layers or Tuco. */
export function isBuiltIn(name: string): boolean {
  return Object.hasOwn(BASE_URLS, name);
}

/** Checks the options of Layers or Tuco. @throws TypeError, without the key in its message. */
export function builtInUpstream(name: string, options: Readonly<Record<string, unknown>>, secrets: Secrets): Upstream {
  const where = `upstreams.${name}`;
  assertOptionNames(`${where}.`, options, OPTION_NAMES.builtInUpstream);
  const { apiKey, baseUrl = BASE_URLS[name], readsPerMinute } = options;
  assertCount(`${where}.readsPerMinute`, readsPerMinute);
  if (typeof apiKey !== "string" || apiKey === "")
    failOption(`${where}.apiKey is empty. Is its environment variable set where the relay runs?`);
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    failOption(
      `${where}.apiKey holds white space or a character that no header can carry. Was it pasted with a line break?`,
    );
  }
  secrets.add([apiKey]);
  const webhookSecret = webhookSecretOf(name, options, secrets);
  const headers = new Headers({ authorization: `Bearer ${apiKey}` });
  const url = checkBaseUrl(`${where}.baseUrl`, baseUrl);
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

function webhookSecretOf(
  name: string,
  { webhookSecret }: Readonly<Record<string, unknown>>,
  secrets: Secrets,
): string | null {
  if (webhookSecret === undefined) return null;
  const where = `upstreams.${name}.webhookSecret`;
  if (name !== "layers") failOption(`${where}: only layers posts webhooks about what is watched here.`);
  if (typeof webhookSecret !== "string" || webhookSecret === "") {
    failOption(
      `${where} is empty. Is its environment variable set where the relay runs? Leave it out to take in no webhooks.`,
    );
  }
  secrets.add([webhookSecret]);
  return webhookSecret;
}
