import type { ReactElement, ReactNode } from "react";
import type { LongrunClient } from "../client/createLongrunClient";
import { ClientContext } from "../hooks/ClientContext";

export interface LongrunProviderProps {
  /** Asked through by every hook below. @default the one that asks the relay at `/api/longrun` */
  readonly client?: LongrunClient | undefined;
  readonly children?: ReactNode;
}

/**
 * Says once how longrun's hooks and components ask and speak. Needed only where the defaults don't fit.
 *
 * @example
 * const client = createLongrunClient({ endpoints: { layers: { baseUrl: "/jobs-api" } } });
 * <LongrunProvider client={client}>…</LongrunProvider>
 */
export function LongrunProvider({ client, children }: LongrunProviderProps): ReactElement {
  return <ClientContext.Provider value={client ?? null}>{children}</ClientContext.Provider>;
}
