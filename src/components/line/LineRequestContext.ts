import { createContext, useContext, type Context } from "react";
import type { LineRequest } from "../../providers/tuco/lineRequest";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { Watched } from "../watch/Watched";
import type { LineControl } from "./lineControl";

/** All that the parts of a line request's card show; the root derives it once. */
export interface LineRequestState {
  readonly watched: Watched<LineRequest>;
  readonly request: LineRequest | undefined;
  readonly state: PartState;
  readonly words: Words;
  /** Whose line it is, or that it is a line. */
  readonly title: string;
  /** Where to pay: an `https:` link, or null. */
  readonly paymentUrl: string | null;
  /** Null where nothing can be done from here. */
  readonly control: LineControl | null;
}

export const LineRequestContext: Context<LineRequestState | null> =
  /* @__PURE__ */ createContext<LineRequestState | null>(null);

/** What the root derived. @throws Error outside of one. */
export function useLineRequestCard(part: string): LineRequestState {
  const state = useContext(LineRequestContext);
  if (state === null)
    throw new Error(
      `<${part}> stands outside of <LineRequestCard.Root>, so it has no request to show. Put it inside one.`,
    );
  return state;
}
