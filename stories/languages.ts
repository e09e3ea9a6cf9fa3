import { arabic, english, german, japanese, spanish, type Labels } from "longrun";

/** The languages of the toolbar, by locale. */
export const LANGUAGES: Readonly<Record<string, Labels>> = {
  en: english,
  de: german,
  es: spanish,
  ja: japanese,
  ar: arabic,
};
