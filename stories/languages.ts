import { english, type Labels } from "longrun";

/** The languages of the toolbar, by locale. */
export const LANGUAGES: Readonly<Record<string, Labels>> = { en: english };
