import type { Preview } from "@storybook/react-vite";
import { StoryFrame } from "../stories/StoryFrame";
import type { Look } from "../stories/Look";
import { LANGUAGES } from "../stories/languages";

const preview: Preview = {
  tags: ["autodocs"],
  parameters: {
    layout: "padded",
    // An axe violation fails the story as a test.
    a11y: {
      test: "error",
      // Targets of at least 24 pixels; axe leaves this rule off by default.
      config: { rules: [{ id: "target-size", enabled: true }] },
    },
    controls: { expanded: true },
    options: {
      storySort: {
        order: [
          "Getting started",
          "Theming",
          "Parts",
          "Polling",
          "Errors",
          "Accessibility",
          "Playground",
          "JobProgress",
          "JobTable",
          "JobStages",
          "LeaseRequestCard",
          "LineRequestCard",
          "Badges",
          "*",
        ],
      },
    },
  },
  globalTypes: {
    theme: toolbar("Theme", "circlehollow", ["light", "dark", "system"]),
    direction: toolbar("Direction", "transfer", ["auto", "ltr", "rtl"]),
    locale: toolbar("Language", "globe", Object.keys(LANGUAGES)),
    motion: toolbar("Motion", "lightning", ["full", "reduced"]),
    styles: toolbar("Stylesheet", "paintbrush", ["styled", "unstyled"]),
  },
  // The reader's colours, and the reader's language if there are labels for it. Tests use this to show every story in
  // dark and from right to left.
  initialGlobals: {
    theme: "system",
    direction: "auto",
    locale: readersLocale(),
    motion: "full",
    styles: "styled",
  } satisfies Look,
  decorators: [
    (Story, { globals, parameters, viewMode }) => (
      // The cast holds: the globals are those of `globalTypes`.
      <StoryFrame look={globals as unknown as Look} setting={parameters["setting"]} inDocs={viewMode === "docs"}>
        <Story />
      </StoryFrame>
    ),
  ],
};

export default preview;

function toolbar(
  title: string,
  icon: "circlehollow" | "transfer" | "globe" | "lightning" | "paintbrush",
  items: string[],
): NonNullable<Preview["globalTypes"]>[string] {
  return { description: title, toolbar: { title, icon, items, dynamicTitle: true } };
}

function readersLocale(): string {
  const language = new Intl.Locale(navigator.language).language;
  return Object.hasOwn(LANGUAGES, language) ? language : "en";
}
