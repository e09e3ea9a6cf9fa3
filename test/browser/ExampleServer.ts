import { cpSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./freePort";
import { npm, npmProcess, strangersEnv } from "./npm";
import { ServerProcess } from "./ServerProcess";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

export interface ExampleAdditions {
  /** Files to add to the example, by their paths in it. */
  readonly files?: Readonly<Record<string, URL>>;
  /** `dev` is not built first. @default start */
  readonly script?: "start" | "dev";
  /** The environment of its build and of its server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An example started outside of the repository, with the packed package. */
export class ExampleServer {
  readonly url: string;
  readonly #process: ServerProcess;

  private constructor(url: string, process: ServerProcess) {
    this.url = url;
    this.#process = process;
  }

  /**
   * Installs, builds and starts `examples/NAME` below `folder`, where the packed package is; resolves once it says what
   * `isReady` looks for.
   */
  static async start(
    folder: string,
    name: string,
    isReady: RegExp,
    { files = {}, env = {}, script = "start" }: ExampleAdditions = {},
  ): Promise<ExampleServer> {
    const home = join(folder, "examples", name);
    cpSync(join(EXAMPLES, name), home, {
      recursive: true,
      filter: (path) => !["node_modules", ".next", "dist"].includes(basename(path)),
    });
    for (const [path, source] of Object.entries(files)) cpSync(source, join(home, path));
    // Another test may have installed the same example already.
    if (!existsSync(join(home, "node_modules"))) await npm(["install", "--no-audit", "--no-fund"], home);
    if (script === "start") await npm(["run", "build"], home, env);
    const port = await freePort();
    const server = new ServerProcess(
      npmProcess(["run", script], { cwd: home, env: { ...strangersEnv, ...env, PORT: String(port) }, detached: true }),
    );
    await server.saying(isReady);
    return new ExampleServer(`http://localhost:${port}`, server);
  }

  /** Everything that it printed. */
  get said(): string {
    return this.#process.said;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
