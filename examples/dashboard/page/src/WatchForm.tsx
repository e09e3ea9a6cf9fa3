import { useState, type ReactElement } from "react";
import type { Watched } from "./demoApi";

const TYPES: readonly { readonly value: Watched["type"]; readonly label: string }[] = [
  { value: "job", label: "Job" },
  { value: "line", label: "Line request" },
  { value: "lease", label: "Lease request" },
];

/**
 * Adds any operation to the dashboard by its id. It does not check the id, because the package reports an invalid one.
 */
export function WatchForm({ onWatch }: { readonly onWatch: (entry: Watched) => void }): ReactElement {
  const [type, setType] = useState<Watched["type"]>("job");
  const [id, setId] = useState("");
  const [projectId, setProjectId] = useState("");

  function watch(): void {
    const typed = id.trim();
    if (typed === "") return;
    onWatch(
      type === "job"
        ? { type, jobId: typed }
        : type === "line"
          ? { type, lineRequestId: typed }
          : { type, projectId: projectId.trim(), requestId: typed },
    );
    setId("");
  }

  return (
    <section className="panel" aria-labelledby="watch-title">
      <h2 id="watch-title">Watch by ID</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          watch();
        }}
      >
        <label className="field">
          <span>What</span>
          <select
            value={type}
            onChange={(event) => setType(TYPES.find(({ value }) => value === event.target.value)?.value ?? type)}
          >
            {TYPES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {type === "lease" && (
          <label className="field">
            <span>Project ID</span>
            <input
              value={projectId}
              onChange={(event) => setProjectId(event.target.value)}
              placeholder="prj_…"
              required
              autoComplete="off"
              spellCheck={false}
            />
          </label>
        )}
        <div className="field-row">
          <label className="field">
            <span>{type === "lease" ? "Request ID" : "ID"}</span>
            <input
              value={id}
              onChange={(event) => setId(event.target.value)}
              placeholder={type === "job" ? "job_…" : type === "lease" ? "lreq_…" : "24 hex digits"}
              required
              autoComplete="off"
              spellCheck={false}
            />
          </label>
          <button type="submit" className="button">
            Watch
          </button>
        </div>
      </form>
    </section>
  );
}
