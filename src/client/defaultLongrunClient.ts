import { createLongrunClient } from "./createLongrunClient";
import type { LongrunClient } from "./LongrunClient";

let client: LongrunClient | undefined;

/**
 * The client of apps that configure none: it asks the relay at `/api/longrun`. One for a page, so that all its polls
 * share a budget.
 */
export function defaultLongrunClient(): LongrunClient {
  if (client === undefined || client.isClosed) client = createLongrunClient();
  return client;
}
