import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRelay } from "../../../src/server/createRelay";
import type { Relay } from "../../../src/server/contract/RelayOptions";
import { toNodeListener } from "../../../src/server/node/toNodeListener";
import { createSimulator, type SimulatedWebhook, type Simulator } from "../../../src/testing";

const SECRET = "whsec_of_the_fault_site";
/** Webhooks go to the relay directly, so faults between page and relay don't affect them. */
const WEBHOOKS = "http://relay.example/api/longrun/webhooks/layers";

/** A request of the page that a fault handles. */
export interface Struck {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether it opens a stream of events; otherwise it is a read. */
  readonly isStream: boolean;
  /** The job's id. */
  readonly jobId: string;
  /** The relay's own answer to the read. */
  readonly right: () => Promise<string>;
  /** The relay's tag of the page's session. */
  readonly session: () => Promise<string>;
  /** Lets the relay answer. */
  readonly pass: () => void;
}

export type WireFault = (struck: Struck) => void;

/**
 * One origin with a page and its relay, faults on demand between them, and a simulated Layers behind the relay.
 */
export class FaultSite {
  /** Its time stands still, so that nothing ends by itself. */
  readonly simulator: Simulator;
  /** How far the relay's clock is ahead, in ms. Its timers run in real time. */
  aheadMs = 0;
  /** The current fault of the page's requests; null for none. */
  fault: WireFault | null = null;
  /** The only valid token. */
  #token = 1;
  #isSignedOut = false;
  /** Paths that were read, in order. */
  readonly reads: string[] = [];
  /** Reads that are held back. */
  held = 0;
  readonly #files: ReadonlyMap<string, string>;
  readonly #streams = new Set<ServerResponse>();
  readonly #webhook: SimulatedWebhook;
  #relay: Relay;
  #server: Server;
  #port = 0;

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
    const webhookFetch: typeof fetch = (url, init) => this.#relay.handle(new Request(url, init));
    this.simulator = createSimulator({ speed: 0, webhookFetch });
    this.#webhook = this.simulator.layers.addWebhook({ url: WEBHOOKS, secret: SECRET });
    this.#relay = this.#newRelay();
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  static async start(files: ReadonlyMap<string, string>): Promise<FaultSite> {
    const site = new FaultSite(files);
    await site.#listen();
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Open streams of events. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Starts a job that keeps running. */
  startJob(): string {
    const { jobId } = this.simulator.layers.startJob({
      kind: "content_generate",
      durationMs: 100_000,
      startedAgoMs: 20_000,
    });
    return jobId;
  }

  /** Ends a job; a webhook tells the relay. */
  async complete(jobId: string): Promise<void> {
    this.simulator.layers.settleJob(jobId, { outcome: "completed" });
    await this.simulator.layers.deliverWebhooks();
  }

  /** Stops the webhooks. */
  loseWebhooks(): void {
    this.#webhook.remove();
  }

  /** Breaks all open streams. */
  breakStreams(): void {
    for (const { socket } of this.#streams) socket?.resetAndDestroy();
  }

  /** Silences the open streams without closing them. */
  silenceStreams(): void {
    for (const stream of this.#streams) stream.write = () => true;
  }

  /** Invalidates all tokens and cookies so far. */
  expireTokens(): void {
    this.#token += 1;
  }

  /** Invalidates all tokens, and issues no new one. */
  signOut(): void {
    this.#isSignedOut = true;
    this.expireTokens();
  }

  signIn(): void {
    this.#isSignedOut = false;
  }

  /** Ends the server and its relay's memory. */
  async stop(): Promise<void> {
    await this.#relay.close();
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Starts a new server at the same address. */
  async startAgain(): Promise<void> {
    this.#relay = this.#newRelay();
    this.#server = createServer((request, response) => this.#serve(request, response));
    await this.#listen();
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port; // A TCP server's, so not a pipe's name.
  }

  #newRelay(): Relay {
    return createRelay({
      upstreams: { layers: { apiKey: this.simulator.layers.apiKey, webhookSecret: SECRET, readsPerMinute: 100_000 } },
      authorize: ({ request: { headers } }) =>
        [headers.get("authorization"), headers.get("cookie")].includes(this.#credential) || "unauthenticated",
      // Reads have a token and a cookie; streams have only the cookie.
      visitorOf: () => "the only one",
      fetch: this.simulator.fetch,
      now: () => Date.now() + this.aheadMs,
      // Short, so that a page whose clock runs fast does not take the stream for dead.
      push: { heartbeatMs: 100 },
      timeoutMs: 500,
      onError: () => undefined,
    });
  }

  get #credential(): string {
    return `token=${this.#token}`;
  }

  /** The answer to a page's request for a token. */
  get #given(): string {
    return this.#isSignedOut ? "token=0" : this.#credential;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? "/";
    const path = url.split("?")[0] ?? url;
    const file = this.#files.get(path);
    if (file !== undefined) return void response.writeHead(200, { "content-type": "text/javascript" }).end(file);
    if (path === "/") return void response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    if (path === "/token") {
      return void response.writeHead(200, { "set-cookie": this.#given, "cache-control": "no-store" }).end(this.#given);
    }
    const isStream = path.endsWith("/events");
    if (isStream) this.#streams.add(response.once("close", () => this.#streams.delete(response)));
    else this.reads.push(path);
    const relay = this.#relay;
    const pass = (): void => toNodeListener(relay)(request, response);
    if (this.fault === null) return pass();
    const jobId = /job_\w+/.exec(url)?.[0] ?? "";
    const read = (path: string): Promise<Response> =>
      relay.handle(
        new Request(this.url + path, { headers: { authorization: this.#credential, "x-longrun-push": "1" } }),
      );
    const right = async (): Promise<string> => (await read(url)).text();
    const session = async (): Promise<string> =>
      (await read(`/api/longrun/layers/v1/jobs/${jobId}`)).headers.get("x-longrun-session") ?? "";
    this.fault({ request, response, isStream, jobId, right, session, pass });
  }
}

const PAGE = `<!doctype html><html lang="en"><title>Watch</title><link rel="icon" href="data:,">
<body><script type="module" src="/page.js"></script></body></html>`;
