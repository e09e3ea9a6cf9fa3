// `npm run bench` runs every benchmark, each beside its rival. `-- --json` prints JSON; names run only those
// benchmarks.
import { readdir } from "node:fs/promises";
import { printReport } from "./printReport.mjs";

// Without it Vite builds the pages for development.
process.env.NODE_ENV = "production";

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const asJson = process.argv.includes("--json");

const files = (await readdir(new URL(".", import.meta.url))).filter((file) => file.endsWith(".bench.mjs")).sort();
const reports = [];
for (const file of files) {
  const { default: benchmark } = await import(new URL(file, import.meta.url).href);
  if (wanted.length > 0 && !wanted.includes(benchmark.name)) continue;
  const report = { name: benchmark.name, title: benchmark.title, ...(await benchmark.run()) };
  reports.push(report);
  if (!asJson) printReport(report);
}
if (asJson) console.log(JSON.stringify({ node: process.version, reports }, null, 2));

if (reports.length === 0)
  throw new Error(`No benchmark is called ${wanted.join(" or ")}; each file bench/*.bench.mjs names its own.`);
// A missed target fails the run, so that an unattended run notices it.
if (reports.some(({ checks }) => checks.some(({ holds }) => !holds))) process.exitCode = 1;
