import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { npm, packInto, strangersEnv } from "../browser/npm";

/** A project outside of the repository, with the packed package installed. */
export class PackedProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param dependencies Other packages to install, as npm arguments. */
  static async install(dependencies: readonly string[]): Promise<PackedProject> {
    const project = new PackedProject(mkdtempSync(join(tmpdir(), "longrun-project-")));
    project.write("package.json", JSON.stringify({ name: "project", private: true }));
    const tarball = await packInto(project.folder);
    await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", ...dependencies, tarball], project.folder);
    return project;
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs a module with Node. @returns its exit code and output */
  async node(args: readonly string[], cwd = "."): Promise<{ readonly code: number | null; readonly said: string }> {
    const child = spawn(process.execPath, args, { cwd: join(this.folder, cwd), env: { ...strangersEnv, CI: "true" } });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once("error", reject).once("close", resolve),
    );
    return { code, said };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
