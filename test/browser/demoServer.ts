import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator } from "longrun/testing";

const ROOT = new URL("../..", import.meta.url);

/** The demo in a separate process, on its own port. */
export class DemoServer {
  readonly port: number;
  readonly #folder: string = mkdtempSync(join(tmpdir(), "longrun-demo-"));
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<DemoServer> {
    const demo = new DemoServer(await freePort());
    await demo.start();
    return demo;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** The keys that no answer may contain. The simulator makes the same ones from the same seed. */
  get keys(): readonly string[] {
    const [head = "{}"] = readFileSync(this.#stateFile, "utf8").split("\n");
    const { seed } = JSON.parse(head) as { readonly seed: string };
    const { layers, tuco } = createSimulator({ seed });
    return [layers.apiKey, tuco.apiKey];
  }

  /** Starts it, or restarts it after {@link kill}; resolves once it prints its URL. */
  async start({ isBuilt = false } = {}): Promise<void> {
    const args = ["examples/dashboard/start.mjs", ...(isBuilt ? ["--built"] : [])];
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PORT: String(this.port),
      LONGRUN_DEMO_STATE: this.#stateFile,
    };
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let said = "";
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (said.includes(this.url)) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", (code) => reject(new Error(`The demo ended with ${String(code)}:\n${said}`)));
    });
  }

  /** Kills it as a power failure would: it can save nothing. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #stateFile(): string {
    return join(this.#folder, "world.jsonl");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's, so not a pipe's name.
  server.close();
  return port;
}
