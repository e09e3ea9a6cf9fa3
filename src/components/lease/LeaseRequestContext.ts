import { createContext, useContext, type Context } from "react";
import type { LeaseRequest } from "../../providers/layers/leaseRequest";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { Watched } from "../watch/Watched";

/** The state that the parts of `<LeaseRequestCard>` show; the root derives it once. */
export interface LeaseRequestState {
  readonly watched: Watched<LeaseRequest>;
  readonly request: LeaseRequest | undefined;
  readonly state: PartState;
  readonly words: Words;
  /** How many accounts are assigned so far. */
  readonly assigned: number;
  /** How many accounts were asked for; null where that is not known. */
  readonly count: number | null;
}

export const LeaseRequestContext: Context<LeaseRequestState | null> =
  /* @__PURE__ */ createContext<LeaseRequestState | null>(null);

/** The state that the root derived. @throws Error outside of a root. */
export function useLeaseRequestCard(part: string): LeaseRequestState {
  const state = useContext(LeaseRequestContext);
  if (state === null)
    throw new Error(
      `<${part}> stands outside of <LeaseRequestCard.Root>, so it has no request to show. Put it inside one.`,
    );
  return state;
}
