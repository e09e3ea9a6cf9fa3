import { useContext, type ReactElement, type ReactNode } from "react";
import type { LongrunClient } from "../client/createLongrunClient";
import { ClientContext } from "../hooks/ClientContext";
import type { IconOverrides } from "./labels/IconOverrides";
import type { LabelOverrides } from "./labels/Labels";
import { useWords, WordsContext } from "./labels/WordsContext";

export interface LongrunProviderProps {
  /**
   * Asked through by every hook below. @default that of the provider above, else the one that asks the relay at
   * `/api/longrun`
   */
  readonly client?: LongrunClient | undefined;
  /**
   * Said instead of the labels of the provider above, by wire name; a whole language (`german` …) or single words.
   * @default English
   */
  readonly labels?: LabelOverrides | undefined;
  /**
   * Drawn instead of the icons of the provider above, by the name of a status, an outcome or a stage's state. @default
   * the built-in ones
   */
  readonly icons?: IconOverrides | undefined;
  /**
   * BCP 47; how numbers, durations and dates are written. It is not guessed, so that server and browser write the same.
   * @default "en"
   */
  readonly locale?: string | undefined;
  readonly children?: ReactNode;
}

/**
 * Says once how longrun's hooks and components ask, speak and look. Needed only where the defaults don't fit.
 *
 * @example
 * const client = createLongrunClient({ endpoints: { layers: { baseUrl: "/jobs-api" } } });
 * <LongrunProvider client={client} labels={german} locale="de">…</LongrunProvider>
 */
export function LongrunProvider({ client, labels, icons, locale, children }: LongrunProviderProps): ReactElement {
  const outer = useContext(ClientContext);
  return (
    <ClientContext.Provider value={client ?? outer}>
      <WordsContext.Provider value={useWords(labels, locale, icons)}>{children}</WordsContext.Provider>
    </ClientContext.Provider>
  );
}
