#!/usr/bin/env node
import { parseArgs } from "node:util";
import { proxyLines } from "./proxyLines";
import { startDevServer } from "./startDevServer";

const DEFAULT_PORT = 4174;

const USAGE = `Usage: longrun dev [--port ${DEFAULT_PORT}]

Starts a relay on simulated services, for a front end to be tried with: no account, no key.`;

/** Runs `npx longrun …`. */
async function runCli(args: readonly string[]): Promise<void> {
  const port = portOf(args);
  if (port === null) {
    console.error(USAGE);
    process.exitCode = 1;
    return;
  }
  try {
    const { url } = await startDevServer(port);
    const { vite, next } = proxyLines(url);
    console.log(`longrun dev: ${url}   start a job there, and copy its id\n`);
    console.log(`Lead your front end's /api/longrun there, then start it anew:`);
    console.log(`  vite.config.ts    ${vite}\n  next.config.mjs   ${next}`);
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    console.error(
      isTaken
        ? `longrun dev: port ${port} is taken. Choose another one: npx longrun dev --port ${port + 1}`
        : `longrun dev could not start: ${String(error)}`,
    );
    process.exitCode = 1;
  }
}

/** Null where the arguments are not those of {@link USAGE}. */
function portOf(args: readonly string[]): number | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: "string", default: String(DEFAULT_PORT) } },
    });
    const isPort = /^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535;
    return isPort && positionals.length === 1 && positionals[0] === "dev" ? Number(values.port) : null;
  } catch {
    return null;
  }
}

await runCli(process.argv.slice(2));
