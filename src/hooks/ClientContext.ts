import { createContext, type Context } from "react";
import type { LongrunClient } from "../client/LongrunClient";

/** The client that hooks below a provider ask through; null without one. */
export const ClientContext: Context<LongrunClient | null> = /* @__PURE__ */ createContext<LongrunClient | null>(null);
