import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MemoryQuestion } from "./memoryProcess";

const MIB = 1_048_576;
/** Code, routes that were found, and what the engine keeps for itself. */
const BESIDES = 12 * MIB;

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "longrun-memory-"));
  await build({
    configFile: false,
    logLevel: "error",
    root,
    resolve: { alias: { "longrun/server": join(root, "src/server/index.ts") } },
    build: {
      ssr: join(root, "test/server/memoryProcess.ts"),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: "relay.mjs" } },
      emptyOutDir: false,
    },
    ssr: { noExternal: true },
  });
});
afterAll(() => rm(folder, { recursive: true }));

/**
 * By how much a relay's memory grows, in a process that may not have more than `heapMiB`. @throws when it does not
 * outlive that
 */
async function growth(question: MemoryQuestion, heapMiB: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--expose-gc", `--max-old-space-size=${heapMiB}`, join(folder, "relay.mjs"), JSON.stringify(question)],
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  const told = once(child, "message") as Promise<[{ readonly grownBytes: number }]>;
  const died = once(child, "exit").then(([code, signal]) =>
    Promise.reject(new Error(`It died: ${String(code ?? signal)}`)),
  );
  return (await Promise.race([told, died]))[0].grownBytes;
}

describe("the memory of a relay's process", () => {
  it.each<[string, MemoryQuestion]>([
    ["large answers", { count: 600, length: 256 * 1_024, cache: { maxBytes: 32 * MIB } }],
    [
      "large answers that are pushed",
      { count: 600, length: 256 * 1_024, isPushed: true, cache: { maxBytes: 32 * MIB } },
    ],
    ["answers beyond Latin-1", { count: 300, length: 256 * 1_024, character: "あ", cache: { maxBytes: 32 * MIB } }],
    ["refusals with long bodies", { count: 600, length: 256 * 1_024, status: 404, cache: { maxBytes: 32 * MIB } }],
    ["many small answers", { count: 15_000, length: 100, cache: { maxEntries: 1_000_000, maxBytes: 8 * MIB } }],
    ["many refusals", { count: 15_000, length: 100, status: 404, cache: { maxEntries: 1_000_000, maxBytes: 8 * MIB } }],
    [
      "answers that are not usable, whose errors name keys of 100 KB",
      { count: 600, length: 0, keyLength: 100_000, cache: { maxBytes: 8 * MIB } },
    ],
    [
      "paths with long queries",
      { count: 6_000, length: 100, query: `?${"q".repeat(15_000)}`, cache: { maxBytes: 8 * MIB } },
    ],
    ["answers larger than all that may be kept", { count: 100, length: 512 * 1_024, cache: { maxBytes: 262_144 } }],
  ])(
    "stays within one and a half times its limit and a constant, with %s",
    async (_, question) => {
      expect(await growth(question, 256)).toBeLessThanOrEqual(1.5 * (question.cache?.maxBytes ?? 0) + BESIDES);
    },
    60_000,
  );

  it("stays within that and the limit of a memoryStore that it was given", async () => {
    const question: MemoryQuestion = {
      count: 600,
      length: 256 * 1_024,
      cache: { maxBytes: 16 * MIB },
      storeBytes: 16 * MIB,
    };
    expect(await growth(question, 256)).toBeLessThanOrEqual(1.5 * 32 * MIB + BESIDES);
  }, 60_000);

  it("is enough for the largest answers that are taken, by default in 256 MB", async () => {
    expect(await growth({ count: 600, length: 900 * 1_024, cache: undefined }, 256)).toBeLessThanOrEqual(
      1.5 * 64 * MIB + BESIDES,
    );
  }, 60_000);
});
