// `npm run release:version`, for the release workflow: moves the waiting changesets into package.json and CHANGELOG.md,
// and writes the new version wherever it is repeated.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

run("npx", "--no-install", "changeset", "version");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
// The examples install what `npm pack` makes, whose name has the version in it.
for (const example of readdirSync(join(root, "examples"))) {
  for (const name of ["package.json", "README.md"]) rewrite(join(root, "examples", example, name), version);
}
run("npm", "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved");

/** @param {string} program @param {string[]} args */
function run(program, ...args) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} file @param {string} version */
function rewrite(file, version) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return; // Not every example has both.
  }
  writeFileSync(file, text.replaceAll(/longrun-\d[\w.-]*\.tgz/g, `longrun-${version}.tgz`));
}
