import { createRelay, type Relay } from "longrun/server";
import { createSimulator, type Simulator } from "longrun/testing";

interface Services {
  readonly relay: Relay;
  /** Takes the place of Layers if there is no key. */
  readonly simulator: Simulator;
}

function makeServices(): Services {
  const apiKey = process.env["LAYERS_API_KEY"];
  const simulator = createSimulator();
  const relay = createRelay({
    upstreams: { layers: { apiKey: apiKey ?? simulator.layers.apiKey } },
    // Everybody may see and cancel jobs, and do nothing else. Check your own session here: `request` has the cookies,
    // `params` the ids. Pass `visitorOf` too: Next does not provide a visitor’s address, so without it all visitors
    // count as one.
    authorize: ({ operation }) => operation.name === "layers.job",
    ...(apiKey === undefined ? { fetch: simulator.fetch } : {}),
  });
  return { relay, simulator };
}

// Next may load a module once for a page and once more for a route handler, but both must share one relay, with its
// cache and read budget.
const shared = globalThis as typeof globalThis & { longrunServices?: Services };

export const { relay, simulator } = (shared.longrunServices ??= makeServices());
