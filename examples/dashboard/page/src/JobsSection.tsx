import { JobProgress, type Job } from "longrun";
import type { ReactElement } from "react";
import type { Watched } from "./demoApi";
import { CardFoot } from "./CardFoot";

interface JobsSectionProps {
  readonly jobs: readonly (Watched & { readonly type: "job" })[];
  readonly isReady: boolean;
  readonly onRemove: (entry: Watched) => void;
}

export function JobsSection({ jobs, isReady, onRemove }: JobsSectionProps): ReactElement {
  return (
    <section aria-labelledby="jobs-title">
      <h2 id="jobs-title">Jobs</h2>
      {jobs.length > 0 ? (
        <ul className="cards">
          {jobs.map((entry) => (
            <li key={entry.jobId}>
              <JobProgress jobId={entry.jobId} renderResult={showResult}>
                <CardFoot label="job" id={entry.jobId} onRemove={() => onRemove(entry)} />
              </JobProgress>
            </li>
          ))}
        </ul>
      ) : (
        <p className="empty">{isReady ? "No job is watched. Start one, or watch one by its ID." : "Loading…"}</p>
      )}
    </section>
  );
}

/** What a job made, in one line. A result's shape depends on the kind, and is the service's: nothing of it is taken for granted. */
function showResult({ result }: Job): string {
  const { mediaAssets, pullRequestUrl, influencerId, projectId } = (result ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(mediaAssets)) return mediaAssets.length === 1 ? "1 media asset is ready." : `${mediaAssets.length} media assets are ready.`;
  if (typeof pullRequestUrl === "string") return "The pull request is open.";
  if (typeof influencerId === "string") return "The influencer is ready.";
  return typeof projectId === "string" ? "The project is imported." : "The result is ready.";
}
