import type { IncidentReporter } from "../contract/IncidentReporter";
import type { RelayOptions } from "../contract/RelayOptions";
import type { RelaySettings } from "../options/relaySettings";
import { FallbackStore } from "../store/FallbackStore";
import { wholeMemoryStore } from "../store/memoryStore";
import type { WholeStore } from "../store/RelayStore";

/** The store that the relay works with: the shared one, with memory to fall back on, or memory alone. */
export function openStore(
  store: RelayOptions["store"],
  { state, now }: RelaySettings,
  incidents: IncidentReporter,
): WholeStore {
  if (store === undefined) return wholeMemoryStore({ ...state, now });
  return new FallbackStore({
    store,
    maxBytes: state.maxBytes,
    now,
    onChange: (cause) =>
      cause === null
        ? incidents.report("the store is back; relays share again")
        : incidents.report("the store does not answer, so this relay goes on alone until it does", cause.error),
  });
}
