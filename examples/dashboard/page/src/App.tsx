import type { ReactElement } from "react";
import { Connection } from "./Connection";
import { Controls } from "./Controls";
import { JobsSection } from "./JobsSection";
import { LeasesSection } from "./LeasesSection";
import { LinesSection } from "./LinesSection";
import { Logo } from "./Logo";
import { Summary } from "./Summary";
import { ThemeToggle } from "./ThemeToggle";
import { useDemoState } from "./useDemoState";
import { useWatchList } from "./useWatchList";

/** The dashboard: all watched operations, and the controls of the simulated world. */
export function App(): ReactElement {
  const state = useDemoState();
  const { watched, isReady, add, remove } = useWatchList();
  const jobs = watched.filter((entry) => entry.type === "job");
  const leases = watched.filter((entry) => entry.type === "lease");
  const lines = watched.filter((entry) => entry.type === "line");

  return (
    <div className="app">
      <header className="topbar">
        <Logo />
        <div className="topbar-end">
          <Connection isGone={state.isError} fault={state.data?.fault ?? "none"} />
          <ThemeToggle />
        </div>
      </header>
      <div className="columns">
        <main className="main" aria-busy={!isReady}>
          <div className="page-head">
            <h1>Operations</h1>
            <p>Everything your team has under way, live.</p>
          </div>
          <Summary jobIds={jobs.map(({ jobId }) => jobId)} />
          <JobsSection jobs={jobs} isReady={isReady} onRemove={remove} />
          <div className="beside">
            <LinesSection lines={lines} onRemove={remove} />
            <LeasesSection leases={leases} isSimulated={state.data?.live.layers === false} onRemove={remove} />
          </div>
        </main>
        <Controls state={state.data} projectId={leases[0]?.projectId ?? null} onWatch={add} />
      </div>
    </div>
  );
}
