// `npm run demo`: builds what is missing or outdated, and serves the dashboard at HOST and PORT.
import { ensureBuilt } from "./server/ensureBuilt.mjs";

// `--built` uses the existing build.
if (!process.argv.includes("--built")) await ensureBuilt();

// Imported after the build, because it imports the built package by its name.
const { serve } = await import("./server/serve.mjs");
await serve(process.env);
