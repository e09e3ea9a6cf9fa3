/**
 * What `read` makes of an answer, where the wire does not call it `status`, `progress` and `stage`. Whatever has
 * another shape than is said here counts as not told: a server may send anything.
 */
export interface Reading {
  readonly status: unknown;
  /** In [0, 1]; anything else, such as −1, counts as not known. */
  readonly progress?: unknown;
  readonly stage?: unknown;
  /** Why it failed: `{ code, message }`, in the provider's own words. */
  readonly failure?: unknown;
  /** What the provider says of it now, for people to read. */
  readonly message?: unknown;
  /** ISO 8601. */
  readonly startedAt?: unknown;
  /** ISO 8601. */
  readonly finishedAt?: unknown;
  /** How many are before it in a queue. */
  readonly queuePosition?: unknown;
  /** `https:` links by name: `{ result: wire.output_url }`. */
  readonly links?: unknown;
  /**
   * The ids that the answer is about, by parameter name. One that differs from the id asked for makes the answer
   * invalid.
   */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Why an operation failed, in the provider's own words. */
export interface OperationFailure {
  /** The provider's code, such as `gpu_oom`; `UNKNOWN` where it gave none. */
  readonly code: string;
  /** For people to read, or empty. Untrusted text: show it, never render it as markup. */
  readonly message: string;
}

/** What a definition's `read` may tell beside status, progress and stage; each is absent where it tells none. */
export interface ReadFields {
  /** Why it failed. */
  readonly failure?: OperationFailure | undefined;
  /** What the provider says of it now, for people to read. Untrusted text. */
  readonly message?: string | undefined;
  /** ISO 8601. */
  readonly startedAt?: string | undefined;
  /** ISO 8601. */
  readonly finishedAt?: string | undefined;
  /** How many are before it in a queue, 0 or more. */
  readonly queuePosition?: number | undefined;
  /** Links by name. Only `https:` links without credentials are kept. */
  readonly links?: Readonly<Record<string, string>> | undefined;
}
