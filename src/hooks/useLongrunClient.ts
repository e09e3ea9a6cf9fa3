import { createContext, useContext, type Context } from "react";
import { defaultLongrunClient } from "../client/createLongrunClient";
import type { LongrunClient } from "../client/LongrunClient";

/** The client of the nearest provider; null without one. */
export const ClientContext: Context<LongrunClient | null> = /* @__PURE__ */ createContext<LongrunClient | null>(null);

/**
 * The client that hooks use here: that of the nearest `<LongrunProvider>`, else the one that asks the relay at
 * `/api/longrun`.
 *
 * @param own Goes before both.
 * @example
 * const client = useLongrunClient();
 * await waitFor(jobOperation, { jobId }, { client });
 */
export function useLongrunClient(own?: LongrunClient): LongrunClient {
  const provided = useContext(ClientContext);
  return own ?? provided ?? defaultLongrunClient();
}
