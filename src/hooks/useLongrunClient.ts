import { useContext } from "react";
import type { LongrunClient } from "../client/LongrunClient";
import { defaultLongrunClient } from "../client/defaultLongrunClient";
import { ClientContext } from "./ClientContext";

/**
 * The client that hooks ask through here: that of the nearest `<LongrunProvider>`, else the one that asks the relay at
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
