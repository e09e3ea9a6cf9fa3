// The stylesheet's promises that can be computed: its size, and the contrast of its colours in light and dark.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { shippedStyles } from "../../scripts/shippedStyles.mjs";

const css = readFileSync("src/styles.css", "utf8");

type Colour = readonly [number, number, number];

function colour(name: string, dark: boolean): Colour {
  const [, light = "", darkOne = ""] =
    new RegExp(`--lr-${name}: var\\(--longrun-${name}, light-dark\\((#\\w+), (#\\w+)\\)`).exec(css) ?? [];
  const hex = (dark ? darkOne : light).slice(1);
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  expect(full, name).toHaveLength(6);
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Colour;
}

const mixed = (over: Colour, share: number, under: Colour): Colour =>
  over.map((value, index) => value * share + (under[index] ?? 0) * (1 - share)) as unknown as Colour;

function luminance(rgb: Colour): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const TONES = ["accent", "success", "warning", "danger", "muted"];

describe.each([
  ["light", false],
  ["dark", true],
])("in the %s", (_, dark) => {
  const bg = colour("bg", dark);

  test("text stands out by 4.5 to 1", () => {
    for (const name of ["fg", "muted", "danger"])
      expect(contrast(colour(name, dark), bg), name).toBeGreaterThanOrEqual(4.5);
    for (const tone of TONES) {
      const rgb = colour(tone, dark);
      expect(contrast(rgb, mixed(rgb, 0.11, bg)), `${tone} badge`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour("muted", dark), mixed(rgb, 0.08, bg)), `muted on ${tone}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colour("on-accent", dark), colour("accent", dark)), "primary button").toBeGreaterThanOrEqual(4.5);
  });

  test("parts stand out by 3 to 1: bars from their tracks, icons and the focus from the ground", () => {
    for (const tone of TONES) {
      expect(contrast(colour(tone, dark), colour("track", dark)), tone).toBeGreaterThanOrEqual(3);
      expect(contrast(colour(tone, dark), bg), tone).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(colour("line", dark), bg), "upcoming stage").toBeGreaterThanOrEqual(3);
  });
});

test("it is at most 3 kB, zipped", () => {
  expect(gzipSync(shippedStyles(css), { level: 9 }).length).toBeLessThanOrEqual(3_072);
});

test("it says left and right nowhere, and minds forced colours and reduced motion", () => {
  expect(css).not.toMatch(/\b(left|right)\b/);
  expect(css).toContain("forced-colors: active");
  expect(css).toContain("prefers-reduced-motion: reduce");
});

/** Every selector of the sheet; a comma within brackets is part of one. */
function selectorsOf(sheet: string): string[] {
  const lists = [...sheet.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/(?:^|[{};])\s*([^{};@]+?)\s*\{/g)].map(
    ([, list = ""]) => list,
  );
  return lists
    .filter((list) => !/^(from|to)$/.test(list))
    .flatMap((list) => {
      const parts = [""];
      let depth = 0;
      for (const sign of list) {
        depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
        if (sign === "," && depth === 0) parts.push("");
        else parts[parts.length - 1] += sign;
      }
      return parts.map((part) => part.trim());
    });
}

test("it styles nothing but longrun's own parts: each selector names one of them", () => {
  const selectors = selectorsOf(css);
  expect(selectors.length).toBeGreaterThan(80);
  expect(selectors.filter((selector) => !selector.includes("[data-longrun"))).toEqual([]);
});

test("it gives a page no variable of its own, so that those set on any element around a part hold", () => {
  const declared = [...css.matchAll(/^\s*(--longrun-[\w-]+):/gm)].map(([, name]) => name);
  expect([...new Set(declared)]).toEqual(["--longrun-tone"]);
});

test("the docs tell each colour that a page can set, with its defaults", () => {
  const docs = readFileSync("docs/theming.md", "utf8");
  for (const [, name = "", light = "", dark = ""] of css.matchAll(
    /var\(--longrun-([\w-]+), light-dark\((#\w+), (#\w+)\)\)/g,
  )) {
    const row = docs.split("\n").find((line) => line.startsWith("|") && line.includes(`\`--longrun-${name}\``));
    expect(row, name).toContain(`\`${light}\``);
    expect(row, name).toContain(`\`${dark}\``);
  }
  const read = [...css.matchAll(/var\(--longrun-([\w-]+), (?!0)/g)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "move");
  expect(read.filter((name) => !docs.includes(`--longrun-${name}`))).toEqual([]);
});
