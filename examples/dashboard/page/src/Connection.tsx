import type { ReactElement } from "react";
import type { FaultName } from "./demoApi";
import { FAULTS } from "./faults";

/**
 * Whether the server behind the page is there, in one calm line. What each operation thinks of it stands on its own
 * card.
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
