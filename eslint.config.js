import js from "@eslint/js";
import query from "@tanstack/eslint-plugin-query";
import hooks from "eslint-plugin-react-hooks";
import storybook from "eslint-plugin-storybook";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "dist",
    "storybook-static",
    "coverage",
    "reports",
    ".stryker-tmp",
    "examples/*/dist",
    "examples/*/.next",
    "examples/*/node_modules",
  ]),
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strict, hooks.configs.flat["recommended-latest"], query.configs["flat/recommended"]],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // A name that starts with an underscore is one the type system asks for and nobody reads (an inferred parameter).
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: 'NewExpression[callee.name="OperationError"] Property[key.name="code"][value.type="Literal"]',
          message:
            'Write "satisfies ClientErrorCode" (or RelayErrorCode) behind the code: docs/errors.md has to have it.',
        },
      ],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        performance: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        Buffer: "readonly",
      },
    },
  },
  storybook.configs["flat/recommended"],
);
