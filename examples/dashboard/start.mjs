// `npm run demo`: builds what is missing or out of date, and serves the dashboard. PORT and HOST say where.
import { ensureBuilt } from "./server/ensureBuilt.mjs";

// `--built` takes the build as it is: for whoever has just made it.
if (!process.argv.includes("--built")) await ensureBuilt();

// Only now: it imports the package by its name, which is the build.
const { serve } = await import("./server/serve.mjs");
await serve(process.env);
