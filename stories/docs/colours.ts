/** The colours of the documentation pages; they follow the color-scheme of the frame around them. */
export const COLOURS = {
  text: "light-dark(#1b1d22, #eeeff2)",
  muted: "light-dark(#5e636e, #a0a5b0)",
  track: "light-dark(#e7e8ec, #2b2d34)",
  accent: "light-dark(#4a4fcf, #9aa0ff)",
  success: "light-dark(#127540, #5ccb92)",
} as const;

/** The font of content that is neither a component nor Storybook's. */
export const FONT = "ui-sans-serif, system-ui, sans-serif";
