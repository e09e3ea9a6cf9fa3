import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What vitest and npm set for this run would change how an example is installed and built; keys would have it ask real services. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|npm_config_local_prefix$|NODE_ENV$|NODE_OPTIONS$|VITEST|LAYERS_|TUCO_)/i.test(name))),
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Whether npm has a registry to install from: an example brings its framework from there. */
export async function canInstall(): Promise<boolean> {
  return npm(["view", "hono", "version", "--fetch-retries=0", "--fetch-timeout=15000"], ROOT).then(
    () => true,
    () => false,
  );
}

/** Packs the build into `folder`, where an example at `folder/examples/NAME` looks for it. */
export async function packInto(folder: string): Promise<void> {
  await npm(["pack", "--pack-destination", folder], ROOT);
}

/** An example as a stranger starts it: away from the repository, with the packed package. */
export class ExampleServer {
  readonly url: string;
  readonly #child: ChildProcess;
  #said = "";

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Installs, builds and starts `examples/NAME` below `folder`; resolves once it says what `isReady` looks for. */
  static async start(folder: string, name: string, isReady: RegExp): Promise<ExampleServer> {
    const home = join(folder, "examples", name);
    cpSync(join(ROOT, "examples", name), home, { recursive: true, filter: (path) => !["node_modules", ".next", "dist"].includes(basename(path)) });
    await npm(["install", "--no-audit", "--no-fund"], home);
    await npm(["run", "build"], home);
    const port = await freePort();
    // A group of its own, to end npm together with what it starts.
    const child = npmProcess(["start"], { cwd: home, env: { ...env, PORT: String(port) }, detached: true });
    const server = new ExampleServer(`http://localhost:${port}`, child);
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        server.#said += chunk.toString();
        if (isReady.test(server.#said)) resolve();
      };
      child.stdout?.on("data", hear);
      child.stderr?.on("data", hear);
      child.once("exit", (code) => reject(new Error(`examples/${name} ended with ${String(code)}:\n${server.#said}`)));
    });
    return server;
  }

  /** All that it printed. */
  get said(): string {
    return this.#said;
  }

  async stop(): Promise<void> {
    const { pid, exitCode } = this.#child;
    if (pid === undefined || exitCode !== null) return;
    const ended = once(this.#child, "exit");
    process.kill(-pid, "SIGKILL");
    await ended;
  }
}

function npmProcess(args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn("npm", args, { stdio: ["ignore", "pipe", "pipe"], ...options });
}

/** @throws Error with all that npm printed when it fails. */
async function npm(args: readonly string[], cwd: string): Promise<void> {
  const child = npmProcess(args, { cwd, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // A TCP server's, so not a pipe's name.
  server.close();
  return port;
}
