// One relay in a process of its own, for tests that kill it: node relayProcess.mjs <bundle> <options as JSON>. Prints its port.
import { createServer } from "node:http";
import { createClient } from "redis";

const [bundle, options] = process.argv.slice(2);
const { createRelay, redisStore, toNodeListener } = await import(bundle);
const { redisUrl, prefix, upstreamUrl, timeoutMs } = JSON.parse(options);

const client = await createClient({ url: redisUrl }).on("error", () => undefined).connect();
const relay = createRelay({
  upstreams: { layers: { apiKey: "lp_key_of_the_relay", baseUrl: upstreamUrl } },
  authorize: () => true,
  store: redisStore(client, { prefix }),
  timeoutMs,
});
const server = createServer(toNodeListener(relay)).listen(0, "127.0.0.1", () => console.log(server.address().port));
