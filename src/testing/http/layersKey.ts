import { assertOneOf } from "../world/assertOneOf";

/** Reads per minute for a key of each tier. */
export const READS_PER_MINUTE = { standard: 120, pilot: 1_200, partner: 6_000 } as const;

export type LayersTier = keyof typeof READS_PER_MINUTE;

const LAYERS_SCOPES = ["jobs:read", "jobs:cancel", "leased:write"] as const;

export type LayersScope = (typeof LAYERS_SCOPES)[number];

export interface LayersKeyOptions {
  /** @default all of them */
  readonly scopes?: readonly LayersScope[] | undefined;
  /** @default "standard" */
  readonly tier?: LayersTier | undefined;
}

/** A key of the simulated organization. */
export interface LayersKey {
  readonly key: string;
  readonly scopes: readonly LayersScope[];
  readonly tier: LayersTier;
}

export function layersKey(
  key: string,
  { scopes = LAYERS_SCOPES, tier = "standard" }: LayersKeyOptions = {},
): LayersKey {
  assertOneOf("addKey({ tier })", tier, Object.keys(READS_PER_MINUTE) as LayersTier[]);
  for (const scope of scopes) assertOneOf("addKey({ scopes })", scope, LAYERS_SCOPES);
  return { key, scopes: [...scopes], tier };
}

/** The token after `Bearer`; null without such a header. */
export function bearerToken(headers: Headers): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}
