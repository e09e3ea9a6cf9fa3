import { useMutation } from "@tanstack/react-query";
import { JOB_STAGES, type JobKind } from "longrun";
import { useState, type ReactElement } from "react";
import { Choice } from "./Choice";
import { demoApi, type Ending, type Watched } from "./demoApi";

// The keys of the package's own table are the kinds.
const KINDS = Object.keys(JOB_STAGES) as JobKind[];

const KIND_LABELS: Readonly<Record<JobKind, string>> = {
  project_ingest_github: "Import from GitHub",
  content_generate: "Generate content",
  content_regenerate: "Regenerate content",
  content_clone_from_post: "Clone a post",
  influencer_create: "Create influencer",
  appstore_ingest: "Import from the App Store",
};

const ENDINGS: readonly { readonly value: Ending; readonly label: string }[] = [
  { value: "completed", label: "Completes" },
  { value: "failed", label: "Fails" },
  { value: "canceled", label: "Is canceled" },
  { value: "stuck", label: "Hangs at 99 %" },
];

const LENGTHS = [
  { value: 15, label: "15 s" },
  { value: 60, label: "1 min" },
  { value: 300, label: "5 min" },
];

/** Starts a simulated job of any kind, with the ending that the visitor wants to see. */
export function StartJobForm({ onWatch }: { readonly onWatch: (entry: Watched) => void }): ReactElement {
  const [kind, setKind] = useState<JobKind>("content_generate");
  const [ending, setEnding] = useState<Ending>("completed");
  const [seconds, setSeconds] = useState(60);
  const start = useMutation({
    mutationFn: () => demoApi.startJob(kind, ending, seconds),
    networkMode: "always",
    onSuccess: ({ jobId }) => onWatch({ type: "job", jobId }),
  });

  return (
    <section className="panel" aria-labelledby="start-title">
      <h2 id="start-title">Start a job</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <label className="field">
          <span>Kind</span>
          <select
            value={kind}
            onChange={(event) => setKind(KINDS.find((known) => known === event.target.value) ?? kind)}
          >
            {KINDS.map((value) => (
              <option key={value} value={value}>
                {KIND_LABELS[value]}
              </option>
            ))}
          </select>
        </label>
        <Choice legend="How it ends" columns={2} value={ending} options={ENDINGS} onChoose={setEnding} />
        <Choice legend="How long it takes" columns={3} value={seconds} options={LENGTHS} onChoose={setSeconds} />
        <button type="submit" className="button" data-primary aria-disabled={start.isPending || undefined}>
          Start job
        </button>
        {start.error && <p role="alert">{start.error.message}</p>}
        <p className="visually-hidden" role="status">
          {start.data ? `Started ${start.data.jobId}.` : ""}
        </p>
      </form>
    </section>
  );
}
