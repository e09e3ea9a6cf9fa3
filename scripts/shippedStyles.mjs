/** The stylesheet as it is shipped, without what only readers need: not every page that loads it has a bundler. */
export function shippedStyles(css) {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s*\n\s*/g, "");
  return bare.replace(/ \{/g, "{").replace(/: /g, ":").replace(/;\}/g, "}");
}
