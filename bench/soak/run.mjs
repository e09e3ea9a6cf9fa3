// `npm run soak` simulates 48 hours of a page that watches 200 jobs, by polling and by push; it fails if anything has
// grown. `-- push` or `-- poll` runs one of the two, `-- --hours=6 --jobs=50` a shorter one.
import { grown } from "./grown.mjs";

process.env.NODE_ENV = "production";
const { soak, remove } = await import("./soak.mjs");

const said = process.argv.slice(2);
const number = (name, usual) => Number(said.find((one) => one.startsWith(`--${name}=`))?.split("=")[1] ?? usual);
const [hours, jobs] = [number("hours", 48), number("jobs", 200)];
const modes = ["poll", "push"].filter(
  (mode) => said.includes(mode) || !said.some((one) => one === "poll" || one === "push"),
);
const at = [...new Set([1, hours / 4, hours / 2, (hours * 3) / 4, hours].map((hour) => Math.max(1, Math.round(hour))))];

try {
  for (const mode of modes) {
    const startedMs = performance.now();
    const { samples, settled } = await soak({ hours, jobs, push: mode === "push", at });
    const twice = [...settled.values()].filter((times) => times > 1).length;
    const wrong = [...grown(samples), ...(twice > 0 ? [`ends told twice: ${twice}`] : [])];
    const names = Object.keys(samples[0]).filter((name) => name !== "hour");
    console.log(
      `\n${jobs} jobs for ${hours} hours by ${mode}: what is held when nothing is shown, at the end of an hour`,
    );
    console.table(
      Object.fromEntries(
        names.map((name) => [name, Object.fromEntries(samples.map((sample) => [`hour ${sample.hour}`, sample[name]]))]),
      ),
    );
    console.log(
      `${settled.size} ends told, each once: ${twice === 0 ? "yes" : "no"}. Took ` +
        `${Math.round((performance.now() - startedMs) / 1_000)} s.`,
    );
    console.log(wrong.length === 0 ? "Everything is where it began." : `GROWN: ${wrong.join(", ")}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  await remove();
}
// The page's document keeps the process alive.
process.exit();
