import { posix } from "node:path";
import ts from "typescript";

/** A file's declarations, without bodies and comments. */
interface Declarations {
  /** By local name; several if overloads, or a type and a value, share a name. */
  readonly own: ReadonlyMap<string, readonly ts.Statement[]>;
  /** Imports and re-exports from other files of `src`, by local name. */
  readonly from: ReadonlyMap<string, Place>;
  /** Exported names, with their local names. */
  readonly exported: ReadonlyMap<string, string>;
  /** The files that it re-exports as a whole. */
  readonly stars: readonly string[];
}

interface Place {
  readonly file: string;
  readonly name: string;
}

const printer = ts.createPrinter({ removeComments: true });

/**
 * An entry's exports as text: each public name with its declaration, sorted by name; then the internal types that these
 * mention, because a change of such a type changes the public ones too.
 *
 * @param files The sources by their paths. Each tells its own types (`isolatedDeclarations`), so no checker is needed.
 */
export function publicApiOf(entry: string, files: ReadonlyMap<string, string>): string {
  const parsed = new Map<string, Declarations>();
  const read = (file: string): Declarations => {
    const known = parsed.get(file) ?? declarationsOf(file, files);
    parsed.set(file, known);
    return known;
  };
  const exported = [...exportsOf(entry, read)].sort(([one], [other]) => (one < other ? -1 : 1));
  const seen = new Set(exported.map(([, { file, name }]) => `${file}#${name}`));
  const reached: [string, Place][] = [];
  const visit = ({ file, name }: Place): void => {
    for (const mentioned of mentionedBy(file, name, read)) {
      const key = `${mentioned.file}#${mentioned.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      reached.push([mentioned.name, mentioned]);
      visit(mentioned);
    }
  };
  for (const [, place] of exported) visit(place);
  reached.sort(([one, { file }], [other, { file: otherFile }]) => (one + file < other + otherFile ? -1 : 1));
  const text = (list: readonly (readonly [string, Place])[]): string =>
    list.map(([name, place]) => textOf(name, place, read)).join("\n");
  return `${text(exported)}\n\n// Mentioned by these, but not exported\n\n${text(reached)}\n`;
}

function declarationsOf(file: string, files: ReadonlyMap<string, string>): Declarations {
  const { outputText } = ts.transpileDeclaration(files.get(file) ?? "", {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.ReactJSX,
      removeComments: true,
      isolatedDeclarations: true,
      verbatimModuleSyntax: true,
    },
  });
  const own = new Map<string, ts.Statement[]>();
  const from = new Map<string, Place>();
  const exported = new Map<string, string>();
  const stars: string[] = [];
  for (const statement of ts.createSourceFile(`${file}.d.ts`, outputText, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isImportDeclaration(statement)) {
      const target = resolve(file, statement.moduleSpecifier, files);
      const bindings = statement.importClause?.namedBindings;
      if (target !== null && bindings !== undefined && ts.isNamedImports(bindings)) {
        for (const { name, propertyName } of bindings.elements) {
          from.set(name.text, { file: target, name: (propertyName ?? name).text });
        }
      }
    } else if (ts.isExportDeclaration(statement)) {
      const target = statement.moduleSpecifier ? resolve(file, statement.moduleSpecifier, files) : null;
      if (target !== null && statement.exportClause === undefined) stars.push(target);
      if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { name, propertyName } of statement.exportClause.elements) {
        const local = (propertyName ?? name).text;
        exported.set(name.text, local);
        if (target !== null) from.set(local, { file: target, name: local });
      }
    } else {
      const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
      const isExported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
      for (const name of namesOf(statement)) {
        own.set(name, [...(own.get(name) ?? []), statement]);
        if (isExported) exported.set(name, name);
      }
    }
  }
  return { own, from, exported, stars };
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  // Every other declaration has one name, or none (`export {}`).
  const { name } = statement as { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}

function exportsOf(file: string, read: (file: string) => Declarations): Map<string, Place> {
  const { exported, stars } = read(file);
  const names = new Map(stars.flatMap((star) => [...exportsOf(star, read)]));
  for (const [name, local] of exported) names.set(name, origin({ file, name: local }, read));
  return names;
}

/** Finds the declaration of a name through all files that re-export it. */
function origin({ file, name }: Place, read: (file: string) => Declarations): Place {
  const { own, from, exported, stars } = read(file);
  if (own.has(name)) return { file, name };
  const next = from.get(name) ?? from.get(exported.get(name) ?? "");
  if (next !== undefined) return origin(next, read);
  const through = stars.map((star) => exportsOf(star, read).get(name)).find((place) => place !== undefined);
  return through ?? { file, name };
}

/** The other names of `src` that a declaration mentions. */
function mentionedBy(file: string, name: string, read: (file: string) => Declarations): Place[] {
  const { own, from } = read(file);
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text !== name && !isMemberName(node)) {
      const imported = from.get(node.text);
      if (own.has(node.text)) places.push({ file, name: node.text });
      else if (imported !== undefined) places.push(origin(imported, read));
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of own.get(name) ?? []) visit(statement);
  return places;
}

/** The name of a property, a parameter or a type's own part, which mentions nothing. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember =
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isTypeParameterDeclaration(parent);
  return isMember && parent.name === node;
}

function textOf(name: string, { file, name: local }: Place, read: (file: string) => Declarations): string {
  const statements = read(file).own.get(local) ?? [];
  if (statements.length === 0) throw new Error(`${file} has no declaration of ${local}, which an entry exports.`);
  const print = (statement: ts.Statement): string =>
    printer
      .printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
      .replace(/^(export )?(declare )?/, "");
  const text = statements.map(print).join("\n");
  return name === local ? text : `${text}\n// exported as ${name}`;
}

function resolve(from: string, specifier: ts.Expression, files: ReadonlyMap<string, string>): string | null {
  if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return null;
  const base = posix.normalize(posix.join(posix.dirname(from), specifier.text));
  const candidates = [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, base.replace(/\.js$/, ".ts")];
  return candidates.find((path) => files.has(path)) ?? null;
}
