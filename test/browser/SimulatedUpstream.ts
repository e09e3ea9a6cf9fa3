import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSimulator, type Simulator } from "longrun/testing";

/** Reads that are held back. */
export interface Held {
  /** Number of reads. */
  readonly asked: number;
  /** Number of reads whose client has left. */
  readonly left: number;
  /** Answers these reads, and all later ones. */
  letGo(): void;
}

/** Layers for one relay: a simulator over real HTTP, which notices clients that leave. */
export class SimulatedUpstream {
  readonly simulator: Simulator = createSimulator();
  readonly #server: Server;
  readonly #held = new Map<string, (response: ServerResponse, answer: () => void) => void>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "/";
      const answer = (): void => void this.#answer(request, response);
      const hold = this.#held.get(path);
      if (hold === undefined) answer();
      else hold(response, answer);
    });
  }

  static async start(): Promise<SimulatedUpstream> {
    const upstream = new SimulatedUpstream();
    upstream.#server.listen(0, "127.0.0.1");
    await once(upstream.#server, "listening");
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // A TCP server's, so not a pipe's name.
  }

  startJob(): string {
    return this.simulator.layers.startJob({ kind: "content_generate", durationMs: 600_000 }).jobId;
  }

  /** Holds back every read of a job until it is released. */
  hold(jobId: string): Held {
    const path = `/v1/jobs/${jobId}`;
    const waiting: (() => void)[] = [];
    let left = 0;
    this.#held.set(path, (response, answer) => {
      waiting.push(answer);
      response.once("close", () => {
        if (!response.writableFinished) left += 1;
      });
    });
    return {
      get asked() {
        return waiting.length;
      },
      get left() {
        return left;
      },
      letGo: () => {
        this.#held.delete(path);
        for (const answer of waiting) answer();
      },
    };
  }

  /** How often a job was read. */
  readsOf(jobId: string): number {
    return this.simulator.requests.filter(({ path }) => path === `/v1/jobs/${jobId}`).length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]);
    const answer = await this.simulator.fetch(`http://upstream.example${request.url ?? "/"}`, {
      method: request.method ?? "GET",
      headers,
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  }
}
