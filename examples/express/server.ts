import express from "express";
import { createRelay, toNodeListener } from "longrun/server";
import { createSimulator } from "longrun/testing";

const apiKey = process.env["LAYERS_API_KEY"];
const port = Number(process.env["PORT"] ?? 3000);

// Takes the place of Layers if there is no key.
const simulator = createSimulator();

const relay = createRelay({
  upstreams: { layers: { apiKey: apiKey ?? simulator.layers.apiKey } },
  // Everybody may see and cancel jobs, and do nothing else. Check your own session here: `request` has the cookies,
  // `params` the ids.
  authorize: ({ operation }) => operation.name === "layers.job",
  ...(apiKey === undefined ? { fetch: simulator.fetch } : {}),
});

const app = express();
app.use("/api/longrun", toNodeListener(relay));

// On this machine only, because everybody is let in.
app.listen(port, "127.0.0.1", () => {
  const jobId = apiKey === undefined ? simulator.layers.startJob({ kind: "content_generate" }).jobId : "<a job's id>";
  console.log(`http://localhost:${port}/api/longrun/layers/v1/jobs/${jobId}`);
});
