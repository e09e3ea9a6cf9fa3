/** The stylesheet as it is shipped: without its comments and its indentation, since not every page that loads it has a bundler. */
export function shippedStyles(css) {
  return css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s*\n\s*/g, "");
}
