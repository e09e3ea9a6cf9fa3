import { createContext, useContext, useMemo, type Context } from "react";
import { english } from "./english";
import type { LabelOverrides } from "./Labels";
import { mergeLabels } from "./mergeLabels";
import { makeWords, type Words } from "./Words";

/** The words of the nearest provider; null without one. */
export const WordsContext: Context<Words | null> = /* @__PURE__ */ createContext<Words | null>(null);

let englishWords: Words | undefined;

/** The provider's words with a component's own labels over them. English without a provider, also in `Intl`: server and browser then write the same. */
export function useWords(overrides?: LabelOverrides, locale?: string): Words {
  const provided = useContext(WordsContext);
  return useMemo(() => {
    const base = provided ?? (englishWords ??= makeWords(english, "en"));
    return overrides === undefined && locale === undefined ? base : makeWords(mergeLabels(base.labels, overrides), locale ?? base.locale);
  }, [provided, overrides, locale]);
}
