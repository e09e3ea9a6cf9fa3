import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/** The parts of `src` that the simulations run, loaded from TypeScript without a build. */
export const source = (
  await runnerImport(fileURLToPath(new URL("measured.ts", import.meta.url)), { configFile: false, logLevel: "error" })
).module;
