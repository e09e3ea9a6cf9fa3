import type { CSSProperties } from "react";

/** For screen readers only. Inline, so that it holds without the stylesheet. */
export const hiddenText: CSSProperties = {
  position: "absolute",
  inlineSize: 1,
  blockSize: 1,
  margin: -1,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
};
