import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createClient } from "redis";

const installed = spawnSync("redis-server", ["--version"]).status === 0;

/** Why Redis can't be tested with here; null where it can. */
export const NO_REDIS: string | null =
  installed || process.env["REDIS_URL"] ? null : "neither redis-server is installed nor REDIS_URL set";

/** Why it can't be taken down and brought back here; null where it can. */
export const NO_REDIS_OF_OURS: string | null = installed ? null : "redis-server is not installed";

export interface RedisServer {
  readonly url: string;
  /** Null where the server is not ours to stop. */
  readonly kill: (() => Promise<void>) | null;
  /** Stops it from answering, and lets it go on; its connections stay open. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

/** A Redis of the test's own on a free port, or the one at REDIS_URL. */
export async function startRedis(port?: number): Promise<RedisServer> {
  if (!installed)
    return {
      url: process.env["REDIS_URL"] ?? "",
      kill: null,
      pause: notOurs,
      resume: notOurs,
      stop: () => Promise.resolve(),
    };
  const at = port ?? (await freePort());
  const server = spawn(
    "redis-server",
    ["--port", String(at), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await untilReady(server);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  };
  return {
    url: `redis://127.0.0.1:${at}`,
    kill,
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    stop: kill,
  };
}

function notOurs(): never {
  throw new Error("This Redis is not ours to stop.");
}

export type Client = Awaited<ReturnType<typeof connected>>;

export async function connected(url: string) {
  return createClient({ url, socket: { reconnectStrategy: 50 } })
    .on("error", () => undefined)
    .connect();
}

async function untilReady(server: ChildProcess): Promise<void> {
  let output = "";
  for await (const chunk of server.stdout ?? []) {
    output += String(chunk);
    if (output.includes("Ready to accept connections")) break;
  }
  if (!output.includes("Ready to accept connections")) throw new Error(`redis-server did not start: ${output}`);
  server.stdout?.resume();
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
