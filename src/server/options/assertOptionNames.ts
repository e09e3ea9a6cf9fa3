/**
 * Refuses options that do not exist: one that is misspelt would be taken for one that was left out.
 *
 * @param where What stands before the names: `""`, `"push."`, `"upstreams.layers."`.
 * @throws TypeError that says which, and what was probably meant.
 */
export function assertOptionNames(where: string, options: object | undefined, names: readonly string[]): void {
  const unknown = Object.keys(options ?? {}).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = names.find(
    (name) => distance(unknown.toLowerCase(), name.toLowerCase()) <= Math.max(1, Math.floor(name.length / 4)),
  );
  const guess = meant === undefined ? "" : ` Did you mean ${JSON.stringify(where + meant)}?`;
  throw new TypeError(
    `createRelay: there is no option ${JSON.stringify(where + unknown)}.${guess} Options: ${names.join(", ")}.`,
  );
}

/** How many letters have to be put in, taken out or exchanged to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [at, other] of [...b].entries())
      next.push(Math.min((row[at] ?? 0) + (letter === other ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
