/** How an operation ended; null while it has not. */
export type Outcome = "success" | "partial" | "failure" | "canceled";

/** Every status the wire may say, with the outcome it means; null where the operation is still going on. */
export type StatusTable = Readonly<Record<string, Outcome | null>>;
