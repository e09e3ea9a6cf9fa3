import type { Job, LeaseRequest, LineRequest } from "longrun";

/** The world that a story's components watch: `parameters: { setting: … }`. */
export interface Setting {
  /** Values that were read before the story begins. */
  readonly known?: Job | LeaseRequest | LineRequest | readonly Job[] | undefined;
  /** How long ago they were read, in ms. @default 0 */
  readonly knownAgoMs?: number | undefined;
  /** The server. @default one that never answers */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly offline?: boolean | undefined;
}
