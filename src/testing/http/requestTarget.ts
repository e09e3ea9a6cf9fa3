import { createLineRequestAction } from "../../providers/actions";
import { jobOperation } from "../../providers/layers/job";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import type { SimulatedService } from "./SimulatedFaults";

/** The service and the path that a request is for. */
export interface RequestTarget {
  readonly service: SimulatedService | null;
  /** The provider's path. */
  readonly path: string;
  /** Whether the path is a relay's (`…/layers/v1/…`), which needs no key. */
  readonly relayed: boolean;
}

const TUCO_ROOT: string = createLineRequestAction.path;
const LAYERS_ROOT = `/${jobOperation.path.split("/")[1] ?? ""}`;

/** Finds the target by the path alone, so that any host works: the provider's, that of `listen`, or none. */
export function requestTarget(pathname: string): RequestTarget {
  if (isUnder(pathname, LAYERS_ROOT)) return { service: "layers", path: pathname, relayed: false };
  if (isUnder(pathname, TUCO_ROOT)) return { service: "tuco", path: pathname, relayed: false };
  return (
    relayedTo("layers", pathname, jobOperation.endpoint, LAYERS_ROOT) ??
    relayedTo("tuco", pathname, lineRequestOperation.endpoint, TUCO_ROOT) ?? {
      service: null,
      path: pathname,
      relayed: false,
    }
  );
}

function relayedTo(service: SimulatedService, pathname: string, endpoint: string, root: string): RequestTarget | null {
  const at = pathname.indexOf(`/${endpoint}${root}`);
  if (at === -1) return null;
  const path = pathname.slice(at + endpoint.length + 1);
  return isUnder(path, root) ? { service, path, relayed: true } : null;
}

function isUnder(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
