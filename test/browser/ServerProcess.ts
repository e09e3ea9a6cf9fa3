import { spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own, with all that it prints. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #said = "";

  /** @param child Leads a group of its own (`detached`), to be ended together with what it starts. */
  constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, "exit");
    this.#exit.catch(() => undefined);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  /** All that it printed. */
  get said(): string {
    return this.#said;
  }

  /** Resolves once it says what `isReady` looks for. @throws Error when it ends instead. */
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

  /** Resolves once it answers at `url`, whatever it says. @throws Error when it ends instead. */
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
    // Windows knows no process groups, but trees.
    if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
    else process.kill(-pid, "SIGKILL");
    await this.#exit;
  }

  async #ended(): Promise<never> {
    const [code] = (await this.#exit) as [number | null];
    throw new Error(`${this.#child.spawnargs.join(" ")} ended with ${String(code)}:\n${this.#said}`);
  }
}
