// The stylesheet's promises that can be computed: its size, and the contrast of its colours in light and dark.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const css = readFileSync("src/styles.css", "utf8");

type Colour = readonly [number, number, number];

function colour(name: string, dark: boolean): Colour {
  const [, light = "", darkOne = ""] = new RegExp(`--longrun-${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css) ?? [];
  const hex = (dark ? darkOne : light).slice(1);
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  expect(full, name).toHaveLength(6);
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Colour;
}

const mixed = (over: Colour, share: number, under: Colour): Colour => over.map((value, index) => value * share + (under[index] ?? 0) * (1 - share)) as unknown as Colour;

function luminance(rgb: Colour): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
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
    for (const name of ["fg", "muted", "danger"]) expect(contrast(colour(name, dark), bg), name).toBeGreaterThanOrEqual(4.5);
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
  expect(gzipSync(css, { level: 9 }).length).toBeLessThanOrEqual(3_072);
});

test("it says left and right nowhere, and minds forced colours and reduced motion", () => {
  expect(css).not.toMatch(/\b(left|right)\b/);
  expect(css).toContain("forced-colors: active");
  expect(css).toContain("prefers-reduced-motion: reduce");
});

test("it styles nothing but longrun's own parts", () => {
  const selectors = [...css.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/(?:^|[{}])\s*([^{}@]+?)\s*\{/g)].map(([, selector = ""]) => selector).filter((selector) => !/^(from|to)$/.test(selector));
  const foreign = selectors.flatMap((list) => list.split(/,\s*(?![^(]*\))/)).filter((selector) => !/data-(longrun|phase|state|icon|indeterminate)|aria-sort|^:root$|^:where\(:root\)$|^\[data-theme=/.test(selector));
  expect(foreign).toEqual([]);
});
