import { spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A server in a separate process, with its output. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #said = "";

  /** @param child Leads its own process group (`detached`), so that it ends together with its children. */
  constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, "exit");
    this.#exit.catch(() => undefined);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  /** Everything that it printed. */
  get said(): string {
    return this.#said;
  }

  /** Resolves once `isReady` accepts its output. @throws Error when the process ends instead */
  async saying(isReady: RegExp): Promise<void> {
    await Promise.race([
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (isReady.test(this.#said)) resolve();
        };
        for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on("data", look);
        look();
      }),
      this.#ended(),
    ]);
  }

  /** Resolves once it answers at `url`, with any status. @throws Error when the process ends instead */
  async answering(url: string): Promise<void> {
    let hasEnded = false;
    const ended = this.#ended().finally(() => (hasEnded = true));
    ended.catch(() => undefined);
    while (!hasEnded) {
      if (
        await Promise.race([
          fetch(url).then(
            () => true,
            () => false,
          ),
          ended,
        ])
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    // Windows has process trees instead of groups.
    if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
    else process.kill(-pid, "SIGKILL");
    await this.#exit;
  }

  async #ended(): Promise<never> {
    const [code] = (await this.#exit) as [number | null];
    throw new Error(`${this.#child.spawnargs.join(" ")} ended with ${String(code)}:\n${this.#said}`);
  }
}
