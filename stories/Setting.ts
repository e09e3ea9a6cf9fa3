import type { Job, LeaseRequest, LineRequest } from "longrun";

/** What a story's components find when they watch: `parameters: { setting: … }`. */
export interface Setting {
  /** What had been read before the story began. */
  readonly known?: Job | LeaseRequest | LineRequest | readonly Job[] | undefined;
  /** How long ago that was, in ms. @default 0 */
  readonly knownAgoMs?: number | undefined;
  /** What the server answers. @default it never does */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly offline?: boolean | undefined;
}
