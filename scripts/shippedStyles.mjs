/** The stylesheet as published, without comments and spaces: not every page that loads it has a bundler. */
export function shippedStyles(css) {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s*\n\s*/g, "");
  return bare.replace(/ \{/g, "{").replace(/: /g, ":").replace(/;\}/g, "}");
}
