/**
 * Refuses options that do not exist: a misspelt one would count as left out.
 *
 * @param where The prefix of the names: `""`, `"push."`, `"upstreams.layers."`.
 * @throws TypeError that names the option, and the one that was probably meant.
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

/** The Levenshtein distance of two words. */
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
