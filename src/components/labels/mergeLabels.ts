import type { IconOverrides } from "./IconOverrides";
import type { LabelOverrides, Labels } from "./Labels";

/** Labels with one more section for icons, which merge in the same way. */
export type DrawnLabels = Labels & { readonly icons?: IconOverrides };

type Overrides = LabelOverrides & { readonly icons: IconOverrides | undefined };

/** Merges labels over others, section by section. A label given as `undefined` keeps the one that is there. */
export function mergeLabels(base: DrawnLabels, over: Overrides): DrawnLabels {
  const merged: Record<string, object> = { ...base };
  for (const [section, labels] of Object.entries(over)) {
    const given = Object.entries(labels ?? {}).filter(([, label]) => label !== undefined);
    merged[section] = { ...merged[section], ...Object.fromEntries(given) };
  }
  // Each section keeps all of its keys, so the type still holds.
  return merged as unknown as DrawnLabels;
}
