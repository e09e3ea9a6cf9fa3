import type { LabelOverrides, Labels } from "./Labels";

/** Labels with others laid over them, section by section. A label given as `undefined` leaves the one below in place. */
export function mergeLabels(base: Labels, over: LabelOverrides | undefined): Labels {
  if (over === undefined) return base;
  const merged: Record<string, object> = { ...base };
  for (const [section, labels] of Object.entries(over)) {
    const given = Object.entries(labels ?? {}).filter(([, label]) => label !== undefined);
    merged[section] = { ...merged[section], ...Object.fromEntries(given) };
  }
  // Each section holds all it held before, and more.
  return merged as unknown as Labels;
}
