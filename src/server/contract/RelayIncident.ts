/** A failure inside the relay, for your log. It holds no key. */
export interface RelayIncident {
  /** One sentence: what happened and what to do. */
  readonly message: string;
  /** The `requestId` in the visitor's answer, where there was a visitor. */
  readonly requestId?: string | undefined;
  readonly operation?: string | undefined;
  /** Name and message of the error that was thrown, with every key redacted. */
  readonly cause?: string | undefined;
}
