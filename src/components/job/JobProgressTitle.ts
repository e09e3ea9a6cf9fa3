import type { Part, PartProps } from "../part/Part";
import { jobProgressPart } from "./jobProgressPart";

/** What the job does, in words; that it loads, or that there is none. Renders a `<strong>` element. */
export const JobProgressTitle: Part<PartProps<"strong">, "strong"> = /* @__PURE__ */ jobProgressPart(
  "strong",
  "Title",
  ({ state, words, title }) => ({
    children: state.phase === "loading" ? words.text("loading") : state.phase === "empty" ? words.text("noJob") : title,
  }),
);
