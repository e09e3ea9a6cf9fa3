import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** How far the job has come, in percent. The bar says the same to screen readers. Renders a `<span>` element. */
export const JobProgressValue: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart(
  "span",
  "Value",
  ({ fraction, words }) => (fraction === null ? null : { "aria-hidden": true, children: words.percent(fraction) }),
);
