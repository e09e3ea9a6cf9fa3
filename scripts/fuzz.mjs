// `npm run fuzz`: the long fuzzing run, 10,000 requests and 200,000 bodies. `npm run fuzz -- SEED` repeats a run.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const seed = process.argv[2] ?? String(Math.floor(Math.random() * 2 ** 31));
console.log(`Seed ${seed}; again with: npm run fuzz -- ${seed}`);
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const env = { ...process.env, FUZZ_SEED: seed, FUZZ_TIMES: "20" };
spawn(process.execPath, [vitest, "run", "--project", "node", "test/fuzz"], { stdio: "inherit", env }).on(
  "close",
  (code) => {
    console.log(`Seed ${seed}`);
    process.exitCode = code ?? 1;
  },
);
