import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Removes variables of vitest and npm, which would change the installation and build of an application, and keys, with
 * which it would use real services.
 */
export const strangersEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!config_)|npm_config_local_prefix$|NODE_ENV$|NODE_OPTIONS$|VITEST|LAYERS_|TUCO_)/i.test(name),
    ),
  ),
  NEXT_TELEMETRY_DISABLED: "1",
  // Use npm's cache, as filled by earlier applications, without checking for newer versions.
  npm_config_prefer_offline: "true",
};

/** @throws Error with npm's output when it fails */
export async function npm(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = npmProcess(args, { cwd, env: { ...strangersEnv, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${said}`);
}

export function npmProcess(args: readonly string[], options: SpawnOptions): ChildProcess {
  // On Windows npm is a command file, which needs a shell.
  return spawn("npm", args, { stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32", ...options });
}

/** Whether npm can reach a registry, which the frameworks and runtimes come from. */
export async function canInstall(): Promise<boolean> {
  return npm(["view", "hono", "version", "--fetch-retries=0", "--fetch-timeout=15000"], ROOT).then(
    () => true,
    () => false,
  );
}

/** Packs the build into `folder`. @returns the file's name, longrun-VERSION.tgz */
export async function packInto(folder: string): Promise<string> {
  await npm(["pack", "--pack-destination", folder], ROOT);
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (file === undefined) throw new Error(`npm pack left nothing in ${folder}.`);
  return join(folder, file);
}
