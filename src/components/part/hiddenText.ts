import type { CSSProperties } from "react";

/** Style of text for screen readers only; inline, so that it works without the stylesheet. */
export const hiddenText: CSSProperties = {
  position: "absolute",
  inlineSize: 1,
  blockSize: 1,
  margin: -1,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
};
