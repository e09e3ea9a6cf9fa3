/** Something that went wrong inside the relay, for your log. No key is in it. */
export interface RelayIncident {
  /** One sentence on what happened and what to do. */
  readonly message: string;
  /** The `requestId` that the visitor was told, where there was a visitor. */
  readonly requestId?: string | undefined;
  readonly operation?: string | undefined;
  /** What was thrown: its name and its message, with every key taken out. */
  readonly cause?: string | undefined;
}
