import type { Random } from "./Random";

const NAMES = [
  "status",
  "jobId",
  "progress",
  "stage",
  "etag",
  "error",
  "code",
  "message",
  "details",
  "data",
  "id",
  "type",
  "key",
  "history",
  "samples",
  "__proto__",
  "constructor",
  "toString",
  "then",
  "length",
  "",
];
const TEXTS = [
  "",
  "running",
  "completed",
  "failed",
  "active",
  "job_1",
  "NOT_FOUND",
  "leak me",
  "\u0000",
  "\ud800",
  "💥",
  "../..",
  "javascript:alert(1)",
  "https://x.example/",
  "2026-04-18T19:20:00Z",
  "\r\nx: y",
  '"',
  "%00",
  "9".repeat(400),
];
const NUMBERS = [0, -0, 1, -1, 0.5, 2, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 1e21];

/** A random JSON value, mostly an odd one. */
export function randomJson(random: Random, levels = 4): unknown {
  const kind = random.below(levels > 0 ? 7 : 4);
  if (kind === 0) return random.of([null, true, false]);
  if (kind === 1) return random.isOneIn(2) ? random.of(NUMBERS) : random.next() * 10 ** random.below(20);
  if (kind < 4) return randomText(random);
  if (kind === 4) return random.many(4, () => randomJson(random, levels - 1));
  return Object.fromEntries(random.many(5, () => [randomName(random), randomJson(random, levels - 1)]));
}

export function randomText(random: Random): string {
  return random.isOneIn(3)
    ? String.fromCharCode(...random.many(12, () => random.below(random.isOneIn(2) ? 128 : 65_536)))
    : random.of(TEXTS);
}

function randomName(random: Random): string {
  return random.isOneIn(4) ? randomText(random) : random.of(NAMES);
}

/**
 * Random JSON text: a sample with a few changes, or a random value; sometimes nested very deeply, or broken.
 */
export function randomJsonText(random: Random, samples: readonly unknown[]): string {
  if (random.isOneIn(500)) return nested(random);
  const value = random.isOneIn(3) ? randomJson(random) : altered(random, random.of(samples));
  const text = JSON.stringify(value) ?? "null";
  if (!random.isOneIn(10)) return text;
  const at = random.below(text.length + 1);
  return text.slice(0, at) + randomText(random) + text.slice(at + random.below(5));
}

function nested(random: Random): string {
  const levels = 400 + random.below(6_000);
  const [open, close] = random.of([
    ["[", "]"],
    ['{"a":', "}"],
  ] as const);
  return `{"jobId":"job_1","status":"running","deep":${open.repeat(levels)}1${close.repeat(levels)}}`;
}

/** A copy of a value with something replaced, removed or added, at any depth. */
export function altered(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random.isOneIn(12))
    return random.isOneIn(4) ? value : randomJson(random, 2);
  if (Array.isArray(value))
    return random.isOneIn(3)
      ? [...(value as unknown[]), randomJson(random, 2)]
      : value.map((one: unknown) => (random.isOneIn(3) ? altered(random, one) : one));
  const entries = Object.entries(value).filter(() => !random.isOneIn(15));
  const changed = entries.map(([name, inner]): [string, unknown] => [
    name,
    random.isOneIn(4) ? altered(random, inner) : inner,
  ]);
  return Object.fromEntries(random.isOneIn(4) ? [...changed, [randomName(random), randomJson(random, 2)]] : changed);
}
