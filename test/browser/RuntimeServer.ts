import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { docsSnippet } from "./docsSnippet";
import { freePort } from "./freePort";
import { strangersEnv } from "./npm";
import { ServerProcess } from "./ServerProcess";

/**
 * The runtimes' binary packages. The packages `bun`, `deno` and `workerd` contain scripts that choose one of these.
 */
export const RUNTIME_PACKAGES = [
  "@oven/bun-linux-x64-baseline@1.4.5",
  "@deno/linux-x64-glibc@2.9.6",
  "@cloudflare/workerd-linux-64@1.20261117.1",
] as const;

/** The machines that the packages above support. */
export const HAS_RUNTIMES = process.platform === "linux" && process.arch === "x64";

export type RuntimeName = "bun" | "deno" | "worker in a Durable Object" | "worker alone";

export interface RuntimeOptions {
  readonly upstreamUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
}

interface Runtime {
  /** The code of docs/runtimes.md. */
  readonly file: string;
  /** The command that starts it. */
  readonly command: (
    home: string,
    port: number,
    options: RuntimeOptions,
  ) => readonly [string, ...string[]] | Promise<readonly [string, ...string[]]>;
}

const DURABLE_OBJECT =
  'durableObjectNamespaces = [(className = "RelayObject", uniqueKey = "relay", enableSql = true)], durableObjectStorage = (inMemory = void),';

const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
  bun: { file: "server.ts", command: (home) => [binary(home, "@oven/bun-linux-x64-baseline/bin/bun"), "server.ts"] },
  deno: {
    file: "server.ts",
    command: (home, port) => [
      binary(home, "@deno/linux-x64-glibc/deno"),
      "serve",
      "--allow-net",
      "--allow-env",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "server.ts",
    ],
  },
  "worker in a Durable Object": { file: "src/worker.ts", command: workerd("src/worker.ts", DURABLE_OBJECT) },
  "worker alone": { file: "src/alone.ts", command: workerd("src/alone.ts", "") },
};

/** Runs the unchanged code of docs/runtimes.md under its runtime; only the upstream's address is replaced. */
export class RuntimeServer {
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(url: string, process: ServerProcess) {
    this.url = url;
    this.#process = process;
  }

  /** @param folder Where the packed package and the runtimes are installed. */
  static async start(folder: string, name: RuntimeName, options: RuntimeOptions): Promise<RuntimeServer> {
    const { file, command } = RUNTIMES[name];
    const home = join(folder, name.replaceAll(" ", "-"));
    mkdirSync(join(home, "src"), { recursive: true });
    writeFileSync(
      join(home, file),
      docsSnippet("runtimes.md", file).replace(
        "{ apiKey:",
        `{ baseUrl: ${JSON.stringify(options.upstreamUrl)}, apiKey:`,
      ),
    );
    const port = await freePort();
    const [program, ...args] = await command(home, port, options);
    const keys = { LAYERS_API_KEY: options.apiKey, LAYERS_WEBHOOK_SECRET: options.webhookSecret };
    const env = {
      ...strangersEnv,
      ...keys,
      PORT: String(port),
      DENO_DIR: join(home, "deno"),
      DENO_NO_UPDATE_CHECK: "1",
    };
    const server = new ServerProcess(
      spawn(program, args, { cwd: home, env, detached: true, stdio: ["ignore", "pipe", "pipe"] }),
    );
    const url = `http://127.0.0.1:${port}`;
    await server.answering(url);
    return new RuntimeServer(url, server);
  }

  /** Everything that it printed. */
  get said(): string {
    return this.#process.said;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** Bundles as wrangler does, and starts workerd, Cloudflare's runtime. */
function workerd(file: string, more: string): Runtime["command"] {
  return async (home, port, options) => {
    await build({
      configFile: false,
      logLevel: "error",
      root: home,
      build: { outDir: "out", minify: false, lib: { entry: file, formats: ["es"], fileName: () => "worker.mjs" } },
    });
    writeFileSync(join(home, "config.capnp"), workerdConfig(port, options, more));
    return [binary(home, "@cloudflare/workerd-linux-64/bin/workerd"), "serve", "config.capnp"];
  };
}

/** workerd's configuration, as wrangler makes it from the docs' wrangler.jsonc, with access to this machine. */
function workerdConfig(port: number, { apiKey, webhookSecret }: RuntimeOptions, more: string): string {
  const compatibilityDate =
    /"compatibility_date": ("[\d-]+")/.exec(docsSnippet("runtimes.md", "wrangler.jsonc"))?.[1] ?? "";
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["public", "private"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "out/worker.mjs")],
  compatibilityDate = ${compatibilityDate},
  bindings = [
    (name = "LAYERS_API_KEY", text = ${JSON.stringify(apiKey)}),
    (name = "LAYERS_WEBHOOK_SECRET", text = ${JSON.stringify(webhookSecret)}),
    (name = "RELAY", ${more === "" ? 'text = ""' : 'durableObjectNamespace = "RelayObject"'}),
  ],
  ${more}
);
`;
}

function binary(home: string, path: string): string {
  return join(home, "../node_modules", path);
}
