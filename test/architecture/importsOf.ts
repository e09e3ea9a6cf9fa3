import ts from "typescript";

export interface Import {
  /** The module, as written in the import. */
  readonly specifier: string;
  /** Whether it is erased at run time. */
  readonly typeOnly: boolean;
}

/** The specifier of an `import()` whose target is computed at run time. */
export const COMPUTED = "(computed)";

/**
 * Everything that a file imports: types, re-exports, `import()`, `import type("…")`, `require()` and augmentations
 * included.
 */
export function importsOf(path: string, text: string): Import[] {
  if (path.endsWith(".mdx")) return importsOfMdx(text);
  const imports: Import[] = [];
  const add = (target: ts.Node | undefined, typeOnly: boolean): void => {
    imports.push({ specifier: target && ts.isStringLiteralLike(target) ? target.text : COMPUTED, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) add(node.name, true);
    else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === "require"))
    )
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return imports;
}

/** `import type …`. `import { type A }` is not: under verbatimModuleSyntax it still loads the module. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function importsOfMdx(text: string): Import[] {
  return Array.from(
    text.matchAll(/^\s*(?:import|export)\b[^;]*?\bfrom\s*["']([^"']+)["']/gm),
    ([, specifier = COMPUTED]) => ({ specifier, typeOnly: false }),
  );
}
