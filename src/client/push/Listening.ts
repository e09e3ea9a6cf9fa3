/** What is heard, and as whom. */
export interface Listening {
  readonly names: readonly string[];
  /** The relay's tag of the session that the stream was opened in; null while none is open. */
  readonly session: string | null;
}

export const NOTHING_HEARD: Listening = { names: [], session: null };
