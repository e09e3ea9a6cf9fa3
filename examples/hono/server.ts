import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono } from "hono";
import { createRelay } from "longrun/server";
import { createSimulator } from "longrun/testing";

const apiKey = process.env["LAYERS_API_KEY"];
const port = Number(process.env["PORT"] ?? 3000);

// Stands in for Layers while there is no key.
const simulator = createSimulator();

const relay = createRelay({
  upstreams: { layers: { apiKey: apiKey ?? simulator.layers.apiKey } },
  // Everybody may see and cancel jobs, and do nothing else. Yours asks its own session: `request` has the cookies,
  // `params` the ids.
  authorize: ({ operation }) => operation.name === "layers.job",
  ...(apiKey === undefined ? { fetch: simulator.fetch } : {}),
});

const app = new Hono();
// With the address, so that no visitor can take the streams of all; behind a proxy give createRelay `visitorOf`
// instead.
app.all("/api/longrun/*", (context) =>
  relay.handle(context.req.raw, { remoteAddress: getConnInfo(context).remote.address }),
);

// On this machine alone, since everybody is let in. Under Bun and Deno `export default app` takes the place of this;
// for Workers see docs/runtimes.md.
serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () => {
  const jobId = apiKey === undefined ? simulator.layers.startJob({ kind: "content_generate" }).jobId : "<a job's id>";
  console.log(`http://localhost:${port}/api/longrun/layers/v1/jobs/${jobId}`);
});
