/** The operations that are pushed, and to whom. */
export interface Coverage {
  readonly names: readonly string[];
  /** The relay's tag of the session that the stream was opened in; null while none is open. */
  readonly session: string | null;
}

export const NO_COVERAGE: Coverage = { names: [], session: null };
