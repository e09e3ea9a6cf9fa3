import type { ReactElement } from "react";
import type { FaultName } from "./demoApi";
import { FAULTS } from "./faults";

/**
 * Says in one line whether the page's server answers. Each card says how its own operation's watch is doing.
 */
export function Connection({ isGone, fault }: { readonly isGone: boolean; readonly fault: FaultName }): ReactElement {
  const state = isGone ? "retrying" : fault === "none" ? "live" : "fault";
  return (
    <span className="connection" data-state={state} role="status">
      <span className="connection-dot" aria-hidden="true" />
      {state === "retrying"
        ? "Can’t reach the server, trying again…"
        : state === "live"
          ? "Live"
          : FAULTS[fault].status}
    </span>
  );
}
