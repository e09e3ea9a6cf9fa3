import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";

/** The titles of all tests and groups of tests in a file, as they are written there; none where there is no file. */
export function testTitles(path: string): string[] {
  if (!existsSync(path)) return [];
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(it|test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true));
  return titles;
}
