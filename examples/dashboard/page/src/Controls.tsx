import { useSyncExternalStore, useState, type ReactElement } from "react";
import type { DemoState, Watched } from "./demoApi";
import { FaultControl } from "./FaultControl";
import { FAULTS } from "./faults";
import { OrderForm } from "./OrderForm";
import { SpeedControl } from "./SpeedControl";
import { StartJobForm } from "./StartJobForm";
import { WatchForm } from "./WatchForm";

interface ControlsProps {
  /** Undefined until the server has answered. */
  readonly state: DemoState | undefined;
  readonly projectId: string | null;
  readonly onWatch: (entry: Watched) => void;
}

const WIDE = matchMedia("(min-width: 1080px)");

/** The controls of the simulated world: beside the dashboard on a wide screen, folded above it on a narrow one. */
export function Controls({ state, projectId, onWatch }: ControlsProps): ReactElement {
  const isWide = useSyncExternalStore(onWideChange, () => WIDE.matches);
  const [isUnfolded, setUnfolded] = useState(false);
  const isSimulated = state !== undefined && !(state.live.layers && state.live.tuco);
  return (
    <aside className="controls" aria-label="Controls">
      <details open={isWide || isUnfolded}>
        <summary
          hidden={isWide}
          onClick={(event) => {
            // The state above controls whether it is open.
            event.preventDefault();
            setUnfolded(!isUnfolded);
          }}
        >
          <span>Start and simulate</span>
          {state && (
            <span className="hint">
              {[isSimulated && `${state.speed}×`, FAULTS[state.fault].label].filter(Boolean).join(" · ")}
            </span>
          )}
        </summary>
        <div className="panels">
          {state?.live.layers === false && <StartJobForm onWatch={onWatch} />}
          {isSimulated && <SpeedControl speed={state.speed} />}
          {state && <FaultControl fault={state.fault} />}
          {state && <OrderForm live={state.live} projectId={projectId} onWatch={onWatch} />}
          <WatchForm onWatch={onWatch} />
          {state && <p className="fine-print">{provenance(state)}</p>}
        </div>
      </details>
    </aside>
  );
}

function provenance({ live }: DemoState): string {
  if (live.layers && live.tuco) return "Layers and Tuco are the real services. Their keys stay on this server.";
  if (live.layers) return "Layers is the real service, Tuco is simulated. The keys stay on this server.";
  if (live.tuco) return "Tuco is the real service, Layers is simulated. The keys stay on this server.";
  return "Layers and Tuco are simulated on this machine. Nothing leaves it, and their keys stay on the server.";
}

function onWideChange(listener: () => void): () => void {
  WIDE.addEventListener("change", listener);
  return () => WIDE.removeEventListener("change", listener);
}
