/** A wire name in words: `generating_visuals` is “Generating visuals”. For names that no label knows. */
export function humanize(name: string): string {
  const words = name.replace(/[\s_-]+/g, " ").trim();
  if (words === "") return name;
  // A code is written in capitals, and would shout.
  const calm = words === words.toUpperCase() ? words.toLowerCase() : words;
  return calm.charAt(0).toUpperCase() + calm.slice(1);
}
