export { createRelay } from "./createRelay";
export type {
  Authorize,
  AuthorizeRequest,
  CustomUpstream,
  LayersUpstream,
  Relay,
  RelayAction,
  RelayIncident,
  RelayOptions,
  RelayUpstreams,
  TucoUpstream,
} from "./RelayOptions";
export { toNodeListener, type NodeOutgoing } from "./toNodeListener";
export type { NodeIncoming } from "./callOfNode";
