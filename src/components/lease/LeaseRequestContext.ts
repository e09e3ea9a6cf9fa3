import { createContext, useContext, type Context } from "react";
import type { LeaseRequest } from "../../providers/layers/leaseRequest";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { Watched } from "../watch/Watched";

/** All that the parts of a lease request's card show; the root derives it once. */
export interface LeaseRequestState {
  readonly watched: Watched<LeaseRequest>;
  readonly request: LeaseRequest | undefined;
  readonly state: PartState;
  readonly words: Words;
  /** How many accounts there are so far. */
  readonly assigned: number;
  /** How many were asked for; null where nobody told. */
  readonly count: number | null;
}

export const LeaseRequestContext: Context<LeaseRequestState | null> =
  /* @__PURE__ */ createContext<LeaseRequestState | null>(null);

/** What the root derived. @throws Error outside of one. */
export function useLeaseRequestCard(part: string): LeaseRequestState {
  const state = useContext(LeaseRequestContext);
  if (state === null)
    throw new Error(
      `<${part}> stands outside of <LeaseRequestCard.Root>, so it has no request to show. Put it inside one.`,
    );
  return state;
}
