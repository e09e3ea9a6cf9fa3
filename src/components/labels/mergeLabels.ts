import type { IconOverrides } from "./IconOverrides";
import type { LabelOverrides, Labels } from "./Labels";

/** Labels, and beside their sections one of icons, which are merged alike. */
export type DrawnLabels = Labels & { readonly icons?: IconOverrides };

type Overrides = LabelOverrides & { readonly icons: IconOverrides | undefined };

/**
 * Labels with others laid over them, section by section. A label given as `undefined` leaves the one below in place.
 */
export function mergeLabels(base: DrawnLabels, over: Overrides): DrawnLabels {
  const merged: Record<string, object> = { ...base };
  for (const [section, labels] of Object.entries(over)) {
    const given = Object.entries(labels ?? {}).filter(([, label]) => label !== undefined);
    merged[section] = { ...merged[section], ...Object.fromEntries(given) };
  }
  // Each section holds all it held before, and more.
  return merged as unknown as DrawnLabels;
}
