import type { RelayCore } from "./RelayCall";
import type { Relay } from "./RelayOptions";

/** Gives `toNodeListener` the way in that takes no `Request`. Not part of {@link Relay}: nobody else should need it. */
export const relayCores: WeakMap<Relay, RelayCore> = new WeakMap();
