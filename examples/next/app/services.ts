import { createRelay, type Relay } from "longrun/server";
import { createSimulator, type Simulator } from "longrun/testing";

interface Services {
  readonly relay: Relay;
  /** Stands in for Layers while there is no key. */
  readonly simulator: Simulator;
}

function makeServices(): Services {
  const apiKey = process.env["LAYERS_API_KEY"];
  const simulator = createSimulator();
  const relay = createRelay({
    upstreams: { layers: { apiKey: apiKey ?? simulator.layers.apiKey } },
    // Everybody may see and cancel jobs, and do nothing else. Yours asks its own session: `request` has the cookies,
    // `params` the ids. It gives `visitorOf` too: without a visitor’s address, which Next does not tell, all visitors
    // count as one.
    authorize: ({ operation }) => operation.name === "layers.job",
    ...(apiKey === undefined ? { fetch: simulator.fetch } : {}),
  });
  return { relay, simulator };
}

// Next may load a module once for a page and once more for a route handler. The relay's cache and read budget must be
// one.
const shared = globalThis as typeof globalThis & { longrunServices?: Services };

export const { relay, simulator } = (shared.longrunServices ??= makeServices());
