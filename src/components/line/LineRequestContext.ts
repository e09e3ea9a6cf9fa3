import { createContext, useContext, type Context } from "react";
import type { LineRequest } from "../../providers/tuco/lineRequest";
import type { Words } from "../labels/Words";
import type { PartState } from "../part/Part";
import type { Watched } from "../watch/Watched";
import type { LineControl } from "./lineControl";

/** The state that the parts of `<LineRequestCard>` show; the root derives it once. */
export interface LineRequestState {
  readonly watched: Watched<LineRequest>;
  readonly request: LineRequest | undefined;
  readonly state: PartState;
  readonly words: Words;
  /** The name on the line, or else the word for a line. */
  readonly title: string;
  /** The payment link: an `https:` URL, or null. */
  readonly paymentUrl: string | null;
  /** Null for a request by value, which can't be acted on. */
  readonly control: LineControl | null;
}

export const LineRequestContext: Context<LineRequestState | null> =
  /* @__PURE__ */ createContext<LineRequestState | null>(null);

/** The state that the root derived. @throws Error outside of a root. */
export function useLineRequestCard(part: string): LineRequestState {
  const state = useContext(LineRequestContext);
  if (state === null)
    throw new Error(
      `<${part}> stands outside of <LineRequestCard.Root>, so it has no request to show. Put it inside one.`,
    );
  return state;
}
