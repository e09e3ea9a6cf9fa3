/** Formats numbers, durations and dates by one locale. */
export interface Formats {
  readonly number: (value: number) => string;
  /** @param fraction In [0, 1]; rounded down, so that only a finished job shows 100 %. */
  readonly percent: (fraction: number) => string;
  /** Whole seconds, in the two largest units: `3 min 36 sec`. */
  readonly duration: (ms: number) => string;
  /** One unit, rounded as coarsely as an estimate needs: `4 min`. */
  readonly roughDuration: (ms: number) => string;
  /** @param timeZone @default that of the page */
  readonly date: (atMs: number, timeZone?: string) => string;
  /** A list: `3 of 10 done, 1 failed`. */
  readonly list: (items: readonly string[]) => string;
  readonly plural: (value: number) => Intl.LDMLPluralRule;
}

const FALLBACK_LOCALE = "en";
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

const byLocale = new Map<string, Formats>();

/**
 * The formats of a locale, made once, since `Intl` objects are expensive to make. An invalid locale counts as English.
 */
export function formatsOf(locale: string): Formats {
  const known = byLocale.get(locale);
  if (known) return known;
  const formats = makeFormats(isLocale(locale) ? locale : FALLBACK_LOCALE);
  byLocale.set(locale, formats);
  return formats;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

function makeFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(locale);
  const list = new Intl.ListFormat(locale, { type: "unit", style: "short" });
  const durations = new Intl.ListFormat(locale, { type: "unit", style: "narrow" });
  const units = new Map(
    UNITS.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" })]),
  );
  const dates = new Map<string, Intl.DateTimeFormat>();

  function parts(ms: number, count: number): string {
    const texts: string[] = [];
    let left = Math.max(0, Math.floor(ms / 1_000)) * 1_000;
    for (const [unit, unitMs] of UNITS) {
      const amount = Math.floor(left / unitMs);
      left -= amount * unitMs;
      const isFirst = texts.length === 0;
      if (isFirst && amount === 0 && unit !== "second") continue;
      if (isFirst || amount > 0) texts.push(units.get(unit)?.format(amount) ?? "");
      if (--count === 0 || left === 0) break;
    }
    return durations.format(texts);
  }

  return {
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(Math.floor(fraction * 100 + 1e-9) / 100),
    duration: (ms) => parts(ms, 2),
    roughDuration: (ms) => parts(roughly(ms), 1),
    date: (atMs, timeZone) => {
      const key = timeZone ?? "";
      const format =
        dates.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
      dates.set(key, format);
      return format.format(atMs);
    },
    list: (items) => list.format(items),
    plural: (value) => plural.select(value),
  };
}

/** Rounds up to tens of seconds below a minute, else to whole minutes or hours: finishing early is better than late. */
function roughly(ms: number): number {
  const stepMs = ms <= 50_000 ? 10_000 : ms <= 3_600_000 ? 60_000 : 3_600_000;
  return Math.max(stepMs, Math.ceil(ms / stepMs) * stepMs);
}
