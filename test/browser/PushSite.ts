import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { JobWire } from "../../src/providers/layers/job";
import { createRelay } from "../../src/server/createRelay";
import type { Authorize, Relay } from "../../src/server/contract/RelayOptions";
import { toNodeListener } from "../../src/server/node/toNodeListener";
import { createSimulator, type Simulator } from "../../src/testing";

const SECRET = "whsec_of_the_push_site";
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The files of a page, by their paths; lazy chunks are separate files, as in an app. */
export async function buildLivePage(page = "bench/page/live.tsx"): Promise<ReadonlyMap<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    // Without it the build takes this process's mode, `test`, and React's development build.
    oxc: { jsx: { runtime: "automatic", development: false } },
    resolve: { alias: { longrun: at("src/index.ts") } },
    build: {
      write: false,
      target: "es2022",
      rollupOptions: { input: at(page), output: { entryFileNames: "page.js", chunkFileNames: "[name].js" } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (result === undefined || !("output" in result)) throw new Error("Vite built nothing.");
  return new Map(
    result.output.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : String(file.source)]),
  );
}

/**
 * One origin with a page and its relay, and a simulated Layers behind the relay, which sends it webhooks over HTTP.
 */
export class PushSite {
  /** Its time moves only by `advance`, so that nothing ends by itself. */
  readonly simulator: Simulator = createSimulator();
  /** How many streams of events have been opened. */
  opened = 0;
  /** While true, open streams break, and new ones are refused. */
  #isCut = false;
  readonly #files: ReadonlyMap<string, string>;
  readonly #streams = new Set<ServerResponse>();
  readonly #relay: Relay;
  readonly #server: Server;

  private constructor(files: ReadonlyMap<string, string>, authorize: Authorize) {
    this.simulator.speed = 0;
    this.#files = files;
    const { apiKey } = this.simulator.layers;
    this.#relay = createRelay({
      upstreams: { layers: { apiKey, webhookSecret: SECRET, readsPerMinute: 100_000 } },
      authorize,
      fetch: this.simulator.fetch,
    });
    const relayed = toNodeListener(this.#relay);
    this.#server = createServer((request, response) => {
      const path = request.url?.split("?")[0] ?? "/";
      const file = this.#files.get(path);
      if (file !== undefined) return void response.writeHead(200, { "content-type": "text/javascript" }).end(file);
      if (path === "/") return void response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
      if (path.endsWith("/events")) {
        if (this.#isCut) return void request.socket.destroy();
        this.opened += 1;
        this.#streams.add(response.once("close", () => this.#streams.delete(response)));
      }
      relayed(request, response);
    });
  }

  /** @param authorize @default lets everybody see everything */
  static async start(files: ReadonlyMap<string, string>, authorize: Authorize = () => true): Promise<PushSite> {
    const site = new PushSite(files, authorize);
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    site.simulator.layers.addWebhook({ url: `${site.url}/api/longrun/webhooks/layers`, secret: SECRET });
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // A TCP server's, so not a pipe's name.
  }

  /** Open streams of events. */
  get streams(): number {
    return this.#streams.size;
  }

  /**
   * Starts a job that keeps running. Reads of a job that `lags` show it running even after its end.
   */
  startJob({ lags = false } = {}): string {
    const patch = lags ? { patch: (wire: JobWire) => ({ ...wire, status: "running" }) } : {};
    return this.simulator.layers.startJob({
      kind: "content_generate",
      durationMs: 100_000,
      startedAgoMs: 20_000,
      ...patch,
    }).jobId;
  }

  /** Ends a job; a webhook tells the relay. */
  async complete(jobId: string): Promise<void> {
    this.simulator.layers.settleJob(jobId, { outcome: "completed" });
    await this.simulator.layers.deliverWebhooks();
  }

  cutStreams(): void {
    this.#isCut = true;
    for (const { socket } of this.#streams) socket?.destroy();
  }

  mendStreams(): void {
    this.#isCut = false;
  }

  async stop(): Promise<void> {
    await this.#relay.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const PAGE = `<!doctype html><html lang="en"><title>Live</title><link rel="icon" href="data:,"><body><script type="module" src="/page.js"></script></body></html>`;
