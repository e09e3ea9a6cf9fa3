import type { RelayCore } from "./RelayCall";
import type { Relay } from "./RelayOptions";

/** The core handler of each relay, for `toNodeListener`; kept out of {@link Relay}, since nobody else needs it. */
export const relayCores: WeakMap<Relay, RelayCore> = new WeakMap();
