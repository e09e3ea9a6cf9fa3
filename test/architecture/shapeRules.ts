import { posix } from "node:path";
import ts from "typescript";
import { importsOf } from "./importsOf";

/** The limits: files in a folder (without sub-folders), lines in a file, the median of lines, columns. */
export const LIMITS = { filesInFolder: 16, linesInFile: 200, medianLines: 60, columns: 120 };

/** Files with several exports of one kind and no main export. */
const GROUPS = [
  "src/client/http/answerHeaders.ts",
  "src/operations/path/operationPath.ts",
  "src/server/store/redisScripts.ts",
  "src/server/upstream/travellingHeaders.ts",
  "src/testing/http/errorReplies.ts",
];
/** Files that hold the parts of one component, which are exported alike: `jobTableParts.tsx` has `JobTableHeader`, … */
const PARTS = /^(.+)Parts$/;

/** The violations of the limits (paths from the root of the repository), one sentence each. */
export function shapeViolationsIn(files: ReadonlyMap<string, string>): string[] {
  const sources = [...files].filter(([path]) => /^src\/.*\.tsx?$/.test(path));
  return [
    ...sources.flatMap(([path, text]) => [
      ...violationsOfLength(path, text),
      ...violationsOfWidth(path, text),
      ...violationsOfName(path, text),
    ]),
    ...violationsOfMedian(sources.map(([, text]) => linesOf(text).length)),
    ...violationsOfFolders(sources.map(([path]) => path)),
    ...folderCirclesIn(new Map(sources)),
  ];
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}

function violationsOfLength(path: string, text: string): string[] {
  const lines = linesOf(text).length;
  return lines > LIMITS.linesInFile ? [`${path}: ${lines} lines are more than ${LIMITS.linesInFile}.`] : [];
}

function violationsOfWidth(path: string, text: string): string[] {
  return linesOf(text).flatMap((line, index) =>
    line.length > LIMITS.columns && !/https?:\/\/\S+$/.test(line)
      ? [`${path}:${index + 1}: ${line.length} columns are more than ${LIMITS.columns}.`]
      : [],
  );
}

function violationsOfMedian(lengths: readonly number[]): string[] {
  const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
  return median > LIMITS.medianLines ? [`src: half of the files have ${median} lines or more.`] : [];
}

/** A file is named after one of its exports, in whatever case; `JOB_KINDS` stands in `jobKinds.ts`. */
function violationsOfName(path: string, text: string): string[] {
  const exported = exportsOf(path, text);
  const name = posix.basename(path).replace(/\.tsx?$/, "");
  if (exported.length === 0 || GROUPS.includes(path)) return [];
  const isNamed = (given: string): boolean => given.replaceAll("_", "").toLowerCase() === name.toLowerCase();
  const [, whole] = PARTS.exec(name) ?? [];
  const isPartOf = (given: string): boolean =>
    whole !== undefined && given.toLowerCase().startsWith(whole.toLowerCase());
  return exported.some(isNamed) || exported.every(isPartOf)
    ? []
    : [`${path}: is named after none of its exports (${exported.join(", ")}).`];
}

/** The names that a file declares and exports; re-exports don't count. */
function exportsOf(path: string, text: string): string[] {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [name.getText()];
  });
}

function violationsOfFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > LIMITS.filesInFolder)
    .map(([folder, count]) => `${folder}: ${count} files are more than ${LIMITS.filesInFolder}.`);
}

/** One sentence for each import cycle of folders within a room, including the room's own folder. */
function folderCirclesIn(files: ReadonlyMap<string, string>): string[] {
  const needs = new Map<string, Map<string, string>>();
  for (const [path, text] of files) {
    const folder = posix.dirname(path);
    for (const { specifier } of importsOf(path, text)) {
      if (!specifier.startsWith(".")) continue;
      const other = posix.dirname(posix.normalize(posix.join(folder, specifier)));
      if (other === folder || roomOf(other) !== roomOf(folder)) continue;
      const needed = needs.get(folder) ?? new Map<string, string>();
      needs.set(folder, needed.set(other, path));
    }
  }
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (folder: string, trail: readonly string[]): void => {
    const start = trail.indexOf(folder);
    if (start >= 0) {
      const circle = [...trail.slice(start), folder];
      const because = circle.slice(1).map((next, index) => needs.get(circle[index] ?? "")?.get(next));
      circles.push(`${circle.join(" → ")}: folders in a circle, by ${because.join(", ")}.`);
    }
    if (start >= 0 || finished.has(folder)) return;
    for (const next of needs.get(folder)?.keys() ?? []) visit(next, [...trail, folder]);
    finished.add(folder);
  };
  for (const folder of needs.keys()) visit(folder, []);
  return circles;
}

function roomOf(folder: string): string | undefined {
  return folder.split("/")[1];
}
