import { createContext, useContext, useMemo, type Context } from "react";
import type { IconOverrides } from "./IconOverrides";
import { english } from "./english";
import type { LabelOverrides } from "./Labels";
import { mergeLabels } from "./mergeLabels";
import { makeWords, type Words } from "./Words";

/** The words of the nearest provider; null without one. */
export const WordsContext: Context<Words | null> = /* @__PURE__ */ createContext<Words | null>(null);

let englishWords: Words | undefined;

/**
 * The provider's words with a component's own labels, locale and icons over them. Without a provider, English with the
 * locale `en`, so that server and browser render the same.
 */
export function useWords(overrides?: LabelOverrides, locale?: string, icons?: IconOverrides): Words {
  const provided = useContext(WordsContext);
  return useMemo(() => {
    const base = provided ?? (englishWords ??= makeWords(english, "en"));
    if ((overrides ?? locale ?? icons) === undefined) return base;
    return makeWords(mergeLabels(base.labels, { ...overrides, icons }), locale ?? base.locale);
  }, [provided, overrides, locale, icons]);
}
