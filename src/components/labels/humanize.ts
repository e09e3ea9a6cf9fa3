/** Turns a wire name without a label into words: `generating_visuals` becomes “Generating visuals”. */
export function humanize(name: string): string {
  const words = name.replace(/[\s_-]+/g, " ").trim();
  if (words === "") return name;
  // Codes in capitals are lowercased, so that they don't shout.
  const calm = words === words.toUpperCase() ? words.toLowerCase() : words;
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
