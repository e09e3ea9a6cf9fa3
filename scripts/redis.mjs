// Installs a Redis server for the tests of several relays, if possible.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Whether the tests have a Redis: `REDIS_URL`, an installed server, or Debian's, installed as root. Without one they
 * are skipped, and say so.
 */
export function ensureRedis() {
  if (process.env.REDIS_URL || hasRedis()) return true;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  /** @type {import("node:child_process").ExecFileSyncOptions} */
  const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  execFileSync("apt-get", ["update"], options);
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "redis-server"], options);
  return hasRedis();
}

function hasRedis() {
  return spawnSync("redis-server", ["--version"]).status === 0;
}
