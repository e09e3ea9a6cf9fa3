import { JobProgress, JobTable, type Job } from "longrun";
import { useState, type ReactElement } from "react";
import { CardFoot } from "./CardFoot";
import { Choice } from "./Choice";
import type { Watched } from "./demoApi";

interface JobsSectionProps {
  readonly jobs: readonly (Watched & { readonly type: "job" })[];
  readonly isReady: boolean;
  readonly onRemove: (entry: Watched) => void;
}

const VIEWS = [
  { value: "cards", label: "Cards" },
  { value: "table", label: "Table" },
] as const;

/** The jobs, as cards or as a table. Both use the same queries, so changing the view sends no request. */
export function JobsSection({ jobs, isReady, onRemove }: JobsSectionProps): ReactElement {
  const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("cards");
  return (
    // The table is a region of that name itself.
    <section aria-labelledby={view === "table" ? undefined : "jobs-title"}>
      <div className="section-head">
        <h2 id="jobs-title">Jobs</h2>
        {jobs.length > 0 && (
          <Choice legend="View" isLegendHidden columns={2} value={view} options={VIEWS} onChoose={setView} />
        )}
      </div>
      {jobs.length === 0 ? (
        <p className="empty">{isReady ? "No job is watched. Start one, or watch one by its ID." : "Loading…"}</p>
      ) : view === "table" ? (
        <JobTable jobIds={jobs.map(({ jobId }) => jobId)} />
      ) : (
        <ul className="cards">
          {jobs.map((entry) => (
            <li key={entry.jobId}>
              <JobProgress jobId={entry.jobId} renderResult={showResult}>
                <CardFoot label="job" id={entry.jobId} onRemove={() => onRemove(entry)} />
              </JobProgress>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/**
 * A job's result in one line. The shape of a result depends on the kind and on the service, so every field is checked.
 */
function showResult({ result }: Job): string {
  const { mediaAssets, pullRequestUrl, influencerId, projectId } = (result ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(mediaAssets))
    return mediaAssets.length === 1 ? "1 media asset is ready." : `${mediaAssets.length} media assets are ready.`;
  if (typeof pullRequestUrl === "string") return "The pull request is open.";
  if (typeof influencerId === "string") return "The influencer is ready.";
  return typeof projectId === "string" ? "The project is imported." : "The result is ready.";
}
