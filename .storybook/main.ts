import { fileURLToPath } from "node:url";
import type { StorybookConfig } from "@storybook/react-vite";
import { mergeConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const config: StorybookConfig = {
  framework: "@storybook/react-vite",
  stories: ["../stories/**/*.mdx", "../stories/**/*.stories.tsx"],
  addons: ["@storybook/addon-docs", "@storybook/addon-a11y", "@storybook/addon-vitest"],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  typescript: { reactDocgen: "react-docgen" },
  // Stories import the package by its name, as its users do.
  viteFinal: (vite) =>
    mergeConfig(vite, {
      resolve: {
        alias: [
          { find: /^longrun$/, replacement: at("src/index.ts") },
          { find: /^longrun\/testing$/, replacement: at("src/testing/index.ts") },
          // Also matches with a query, such as ?inline.
          { find: /^longrun\/styles\.css/, replacement: at("src/styles.css") },
        ],
      },
    }),
};

export default config;
