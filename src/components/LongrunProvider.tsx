import { useContext, type ReactElement, type ReactNode } from "react";
import type { LongrunClient } from "../client/LongrunClient";
import { ClientContext } from "../hooks/useLongrunClient";
import type { IconOverrides } from "./labels/IconOverrides";
import type { LabelOverrides } from "./labels/Labels";
import { useWords, WordsContext } from "./labels/WordsContext";

export interface LongrunProviderProps {
  /**
   * The client of every hook below. @default that of the provider above, or else one that asks the relay at
   * `/api/longrun`
   */
  readonly client?: LongrunClient | undefined;
  /**
   * Labels over those of the provider above, by wire name: a whole language (`german` …) or single words.
   * @default English
   */
  readonly labels?: LabelOverrides | undefined;
  /**
   * Icons over those of the provider above, by the name of a status, an outcome or a stage's state. @default the
   * built-in ones
   */
  readonly icons?: IconOverrides | undefined;
  /**
   * The locale (BCP 47) of numbers, durations and dates. It is not guessed from the browser, so that server and browser
   * render the same.
   * @default "en"
   */
  readonly locale?: string | undefined;
  readonly children?: ReactNode;
}

/**
 * Sets the client, the language and the icons of all hooks and components below. Needed only where the defaults don't
 * fit.
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
