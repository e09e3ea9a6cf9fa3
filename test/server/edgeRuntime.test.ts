// The relay where there is only what fetch-standard runtimes have: no process, no Buffer, no node: modules.
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { build } from "vite";
import { expect, it } from "vitest";
import type * as Server from "longrun/server";
import { KEY, runningJob } from "./upstream";

// Next's edge runtime has no ByteLengthQueuingStrategy and no AbortSignal.any.
const STANDARD = [
  ...["Request", "Response", "Headers", "fetch", "URL", "URLSearchParams", "AbortController", "DOMException"],
  ...["ReadableStream", "TextEncoder", "TextDecoder", "crypto", "console"],
  ...["setTimeout", "clearTimeout", "setInterval", "clearInterval"],
] as const;

it("runs on what the web platform has, and on nothing else", async () => {
  const entry = fileURLToPath(new URL("../../src/server/index.ts", import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["iife"], name: "server", fileName: "server" } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const code = output && "output" in output ? (output.output[0] as { readonly code: string }).code : "";
  const context = createContext(
    Object.fromEntries(STANDARD.map((name) => [name, (globalThis as Record<string, unknown>)[name]])),
  );
  new Script(code).runInContext(context);
  const { createRelay } = new Script("server").runInContext(context) as typeof Server;

  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, webhookSecret: "whsec_of_the_endpoint" } },
    authorize: ({ request }) => request.headers.get("cookie") === "a=1",
    fetch: async () => new Response(JSON.stringify(runningJob("job_1"))),
  });
  const ask = (path: string) =>
    relay.GET(new Request(`https://app.example/api/longrun/${path}`, { headers: { cookie: "a=1" } }));
  expect(await (await ask("layers/v1/jobs/job_1")).json()).toEqual(runningJob("job_1"));
  const reader = (await ask("events?watch=layers/v1/jobs/job_1")).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain("event: change");
  const forged = await relay.POST(
    new Request("https://app.example/api/longrun/webhooks/layers", {
      method: "POST",
      headers: { "x-layers-signature": `t=1,v1=${"0".repeat(64)}` },
      body: "{}",
    }),
  );
  expect(forged.status).toBe(401);
  await relay.close();
});
