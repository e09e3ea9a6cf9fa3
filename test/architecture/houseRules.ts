import { posix } from "node:path";
import { COMPUTED, importsOf, type Import } from "./importsOf";

interface Room {
  /** The rooms that it may import. */
  readonly rooms: readonly string[];
  /** The packages that it may load. A trailing colon allows a whole scheme. */
  readonly packages: readonly string[];
  /** The rooms and packages from which it may import types only. */
  readonly types?: readonly string[];
}

/** The rooms, and what each may import: only rooms below it. */
export const ROOMS: Readonly<Record<string, Room>> = {
  polling: { rooms: [], packages: [] },
  operations: { rooms: ["polling"], packages: ["zod/mini"] },
  providers: { rooms: ["operations", "polling"], packages: ["zod/mini"] },
  client: { rooms: ["providers", "operations", "polling"], packages: [] },
  hooks: { rooms: ["client", "providers", "operations", "polling"], packages: ["react", "@tanstack/react-query"] },
  components: {
    rooms: ["hooks", "providers", "operations", "polling"],
    packages: ["react", "@tanstack/react-query", "@tanstack/react-virtual"],
    types: ["client"],
  },
  server: { rooms: ["client", "providers", "operations", "polling"], packages: ["node:"], types: ["redis"] },
  testing: { rooms: ["providers", "operations", "polling"], packages: ["node:"] },
  dev: { rooms: ["server", "testing", "providers", "operations"], packages: ["node:"] },
};

/** The files beside the rooms, which export what the rooms contain. */
const FRONT_DOOR = "src";
const ENTRY: Room = {
  rooms: [FRONT_DOOR, "polling", "operations", "providers", "client", "hooks", "components"],
  packages: [],
};

/** Only these files may consist of re-exports. */
const BARRELS = ["src/index.ts", "src/server/index.ts", "src/testing/index.ts"];
const NAMES_THAT_SAY_NOTHING = /^(utils?|helpers?|common|misc)$/i;

/** Stories and examples show how to use the package, so they import it by its public name. */
const SHOWCASES = /^(stories|examples|\.storybook)\//;

/** The violations in a tree of files (paths from the root of the repository), one sentence each. */
export function violationsIn(files: ReadonlyMap<string, string>, publicNames: readonly string[]): string[] {
  const violations: string[] = [];
  const needs = new Map<string, readonly string[]>();
  for (const [path, text] of files) {
    violations.push(...violationsOfName(path));
    const imports = importsOf(path, text);
    if (path.startsWith("src/")) {
      const targets = imports.map(({ specifier }) => resolveImport(files, path, specifier));
      needs.set(
        path,
        targets.filter((target) => target !== null),
      );
      imports.forEach((one, index) => violations.push(...violationsOfImport(path, one, targets[index] ?? null)));
    } else if (SHOWCASES.test(path)) {
      for (const one of imports) violations.push(...violationsOfShowcase(path, one, publicNames));
    }
  }
  return [...violations, ...cyclesIn(needs)];
}

function violationsOfName(path: string): string[] {
  const vague = path.split("/").find((part) => NAMES_THAT_SAY_NOTHING.test(part.replace(/\..*$/, "")));
  if (vague !== undefined) return [`${path}: "${vague}" says nothing of what is in it.`];
  const isBarrel = path.startsWith("src/") && /^index\./.test(posix.basename(path));
  return isBarrel && !BARRELS.includes(path)
    ? [`${path}: only ${BARRELS.join(", ")} may pass on what others hold.`]
    : [];
}

function violationsOfImport(path: string, { specifier, typeOnly }: Import, target: string | null): string[] {
  const room = roomOf(path);
  const rules = room === FRONT_DOOR ? ENTRY : ROOMS[room];
  if (!rules) return [`${path}: there is no room called ${room}.`];
  if (specifier === COMPUTED) return [`${path}: imports what nobody can tell before it runs.`];
  const isRelative = specifier.startsWith(".");
  if (isRelative && target === null) return [`${path}: imports ${specifier}, which is not there.`];
  const wanted = target === null ? specifier : roomOf(target);
  if (wanted === room) return [];
  const allowed = [...(isRelative ? rules.rooms : rules.packages), ...(typeOnly ? (rules.types ?? []) : [])];
  const isAllowed = allowed.some((name) => name === wanted || (name.endsWith(":") && wanted.startsWith(name)));
  return isAllowed ? [] : [`${path}: ${room} must not import ${specifier}${typeOnly ? " (a type)" : ""}.`];
}

function violationsOfShowcase(path: string, { specifier }: Import, publicNames: readonly string[]): string[] {
  // A query tells the bundler how to load the file (`longrun/styles.css?inline`).
  if (/^longrun(\/|$)/.test(specifier))
    return publicNames.includes(specifier.replace(/\?.*$/, ""))
      ? []
      : [`${path}: imports ${specifier}, which the package does not export.`];
  if (!specifier.startsWith(".")) return [];
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  return SHOWCASES.test(`${target}/`)
    ? []
    : [`${path}: imports ${specifier}; it must use the package by its public name.`];
}

function roomOf(path: string): string {
  const [, room, ...rest] = path.split("/");
  return room === undefined || rest.length === 0 ? FRONT_DOOR : room;
}

/** The file of a relative import; null for a package and for a missing file. */
function resolveImport(files: ReadonlyMap<string, string>, from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const base = posix.normalize(posix.join(posix.dirname(from), specifier));
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, base.replace(/\.js$/, ".ts")];
  return candidates.find((candidate) => files.has(candidate)) ?? null;
}

/** One sentence for each import cycle, types included. */
function cyclesIn(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`${[...trail.slice(start), path].join(" → ")}: goes in a circle.`);
    if (start >= 0 || finished.has(path)) return;
    for (const next of needs.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of needs.keys()) visit(path, []);
  return cycles;
}
