// Mutation testing: `npm run mutation`, or `-- polling client` for some rooms, or `-- server --mutate
// src/server/cache/entry/Flight.ts,src/server/cache/CachedReader.ts` for some files. `--tests Flight,CachedReader` runs
// only these tests, which takes a fraction of the time; mutants that only other tests would catch count as survived.
// Writes the scores to docs/mutation.md; the result of some files is added to the known result of their room.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOMS = ["polling", "operations", "client", "server"];
const PAGE = at("docs/mutation.md");

const args = process.argv.slice(2);
const optionsFrom = args.findIndex((argument) => argument.startsWith("--"));
const [rooms, options] = optionsFrom < 0 ? [args, []] : [args.slice(0, optionsFrom), args.slice(optionsFrom)];
const testsAt = options.indexOf("--tests");
const tests = testsAt < 0 ? {} : { MUTATION_TESTS: options.splice(testsAt, 2)[1] };
const unknown = rooms.find((room) => !ROOMS.includes(room));
if (unknown !== undefined) {
  console.error(`There is no room ${unknown}; there are ${ROOMS.join(", ")}.`);
  process.exit(1);
}

for (const room of rooms.length > 0 ? rooms : ROOMS) {
  const env = { ...process.env, MUTATION_ROOM: room, ...tests };
  const { status } = spawnSync("npx", ["--no-install", "stryker", "run", ...options], {
    cwd: at("."),
    stdio: "inherit",
    env,
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeRow(room, countsOf(room));
}

/**
 * Counts a room's mutants by result, and the files that they are in.
 * @param {string} room
 */
function countsOf(room) {
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const { files } = JSON.parse(readFileSync(at(`reports/mutation/${room}.json`), "utf8"));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { mutants } of Object.values(files))
    for (const { status } of mutants) counts.set(status, (counts.get(status) ?? 0) + 1);
  return { counts, files: Object.keys(files).length };
}

/**
 * Puts a room's row into the page and keeps the other rows.
 * @param {string} room
 * @param {ReturnType<typeof countsOf>} found
 */
function writeRow(room, { counts, files }) {
  const of = (/** @type {string[]} */ ...statuses) =>
    statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  const [caught, missed] = [of("Killed", "Timeout"), of("Survived", "NoCoverage")];
  if (caught + missed === 0)
    throw new Error(`No mutant of ${room} was run: is --mutate a list of files, with commas between them?`);
  const score = ((100 * caught) / (caught + missed)).toFixed(1);
  const all = readdirSync(at(`src/${room}`), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  ).length;
  const day = new Date().toISOString().slice(0, 10);
  const rows = new Map(rowsOf(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : ""));
  rows.set(
    room,
    `| \`src/${room}\` | ${files} of ${all} | ${score} % | ${caught} | ${of("Survived")} | ${of("NoCoverage")} | ` +
      `${day} |`,
  );
  writeFileSync(PAGE, pageOf(ROOMS.flatMap((one) => rows.get(one) ?? [])));
}

/** @param {string} page @returns {[string, string][]} */
function rowsOf(page) {
  return [...page.matchAll(/^\| `src\/(\w+)` .*\|$/gm)].map(([row, room = ""]) => [room, row]);
}

/** @param {string[]} rows */
function pageOf(rows) {
  return `# Mutation testing

How much of what the code does the tests would miss if it changed: Stryker changes one thing at a time (a mutant), and a test must fail. Each room is
measured with its own tests alone, in one process: what needs a Redis or a relay in another process is left out, and counts for nothing here.

| room | files | score | caught | survived | in no test | measured |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

The score is what was caught out of all mutants, but for those in what runs only while a module is loaded: each of them would have to be run against
every test. The goal is 90 % in each room; a room of which not all files are counted here was not measured whole. \`reports/mutation\` lists what survived.

\`npm run mutation\` runs all of it and writes this page; \`npm run mutation -- polling\` one room, and
\`npm run mutation -- server --mutate src/server/cache/entry/Flight.ts,src/server/cache/CachedReader.ts\` a piece of one, which is added to what is known of that room
(\`reports/\`, which is not kept in the repository). With \`--tests Flight,CachedReader\` it is run against these tests of the room alone: what others would have
caught counts as survived or as in no test.
`;
}

/** @param {string} path */
function at(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
