// A relay in a process of its own that is asked for much; tells by how much its memory has grown. Bundled and started
// by memoryBound.test.ts.
import { createRelay, memoryStore, type RelayOptions } from "longrun/server";
import * as z from "zod/mini";
import { defineOperation } from "./customOperation";

export interface MemoryQuestion {
  readonly count: number;
  /** Of each answer, in characters. */
  readonly length: number;
  readonly character?: string;
  readonly status?: number;
  /** Added to each path. */
  readonly query?: string;
  readonly isPushed?: boolean;
  /** Of the answer's only key, which the schema does not take; the error's path names it. */
  readonly keyLength?: number;
  readonly cache: RelayOptions["cache"];
  /** Of a `memoryStore` that is passed. */
  readonly storeBytes?: number;
}

const {
  count,
  length,
  character = "x",
  status = 200,
  query = "",
  isPushed = false,
  keyLength = 0,
  cache,
  storeBytes,
} = JSON.parse(process.argv[2] ?? "") as MemoryQuestion;

const fetch: typeof globalThis.fetch = async (url) => {
  const renderId = String(url).split("/").at(-1);
  if (keyLength > 0) return Response.json({ [`${"k".repeat(keyLength)}${renderId}`]: "no number" });
  return new Response(JSON.stringify({ status: "rendering", renderId, filler: character.repeat(length) }), {
    status,
    headers: { "content-type": "application/json", etag: '"1"' },
  });
};

function memoryInUse(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const render = defineOperation("acme", () => 600_000);
const operation = keyLength > 0 ? { ...render, schema: z.record(z.string(), z.number()) } : render;

const relay = createRelay({
  upstreams: { acme: { baseUrl: "https://acme.example", operations: [operation] } },
  authorize: () => true,
  onSettled: () => undefined,
  onError: () => undefined,
  fetch,
  cache,
  ...(storeBytes === undefined ? {} : { store: memoryStore({ maxBytes: storeBytes }) }),
});
const ask = (path: string) => relay.handle(new Request(`https://app.example/api/longrun${path}`));

async function readOn(body: ReadableStream<Uint8Array> | null): Promise<void> {
  for await (const chunk of body ?? []) void chunk;
}

// What is loaded and compiled only with the first answer is no growth.
await (await ask("/acme/v1/renders/r_first")).text();
const before = memoryInUse();
if (isPushed) {
  for (let from = 0; from < count; from += 50) {
    const watches = Array.from({ length: 50 }, (_, index) => `watch=acme/v1/renders/r${from + index}`);
    void readOn((await ask(`/events?${watches.join("&")}`)).body);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
} else {
  for (let index = 0; index < count; index += 1) await (await ask(`/acme/v1/renders/r${index}${query}`)).text();
}
await new Promise((resolve) => setTimeout(resolve, 100));
process.send?.({ grownBytes: memoryInUse() - before }, () => process.exit(0));
