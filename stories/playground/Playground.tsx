import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createLongrunClient,
  JOB_STAGES,
  JobProgress,
  JobTable,
  LeaseRequestCard,
  LineRequestCard,
  LongrunProvider,
  type JobKind,
} from "longrun";
import { createSimulator, type Fault, type JobOutcome, type Simulator } from "longrun/testing";
import { useState, type ReactElement } from "react";
import { COLOURS, FONT } from "../docs/colours";

const FAULTS: Readonly<Record<string, Fault | null>> = {
  none: null,
  offline: { drop: true },
  slow: { delayMs: 4_000 },
  "500s": { status: 500 },
  "rate limit": { rateLimited: 5 },
  "html instead of json": { garble: "html" },
  "half an answer": { garble: "half" },
  "not found": { status: 404 },
};
const OUTCOMES: readonly JobOutcome[] = ["completed", "failed", "canceled"];

function makeWorld() {
  const simulator = createSimulator({ seed: 7 });
  const { layers, tuco } = simulator;
  const { jobId } = layers.startJob({ kind: "content_generate", startedAgoMs: 40_000 });
  layers.startJob({ kind: "appstore_ingest", outcome: "failed", startedAgoMs: 20_000 });
  layers.startJob({ kind: "influencer_create", startedAgoMs: 300_000 });
  const { requestId } = layers.requestLease({ count: 5, outcome: "partial", assigned: 3, submittedAgoMs: 86_400_000 });
  const { lineRequestId } = tuco.createLine({ firstName: "Support", lastName: "Email 2", provisioningMs: 60_000 });
  // The page uses simulated time, also for the running times it shows.
  const client = createLongrunClient({ fetch: simulator.fetch, now: () => simulator.now() });
  return { simulator, client, queryClient: new QueryClient(), jobId, requestId, lineRequestId };
}

/** Every component on one simulator: start jobs, speed time up, break the network. */
export function Playground(): ReactElement {
  const [{ simulator, client, queryClient, jobId, requestId, lineRequestId }] = useState(makeWorld);
  const [jobIds, setJobIds] = useState(() => simulator.layers.jobs().map((job) => job.jobId));
  const [shownId, setShownId] = useState(jobId);

  function start(kind: JobKind, outcome: JobOutcome): void {
    const job = simulator.layers.startJob({ kind, outcome });
    setJobIds((ids) => [job.jobId, ...ids]);
    setShownId(job.jobId);
  }

  return (
    <QueryClientProvider client={queryClient}>
      <LongrunProvider client={client}>
        <Controls
          simulator={simulator}
          onStart={start}
          onPay={() =>
            simulator.tuco.getLine(lineRequestId)?.status === "awaiting_payment" && simulator.tuco.pay(lineRequestId)
          }
        />
        <div
          style={{
            display: "grid",
            gap: 16,
            gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 340px), 1fr))",
            alignItems: "start",
            marginBlock: 16,
          }}
        >
          <JobProgress jobId={shownId} />
          <LineRequestCard lineRequestId={lineRequestId} />
          <LeaseRequestCard projectId={simulator.layers.projectId} requestId={requestId} count={5} />
        </div>
        <JobTable jobIds={jobIds} />
      </LongrunProvider>
    </QueryClientProvider>
  );
}

interface ControlsProps {
  readonly simulator: Simulator;
  readonly onStart: (kind: JobKind, outcome: JobOutcome) => void;
  readonly onPay: () => void;
}

function Controls({ simulator, onStart, onPay }: ControlsProps): ReactElement {
  const [kind, setKind] = useState<JobKind>("content_generate");
  const [outcome, setOutcome] = useState<JobOutcome>("completed");
  const [speed, setSpeed] = useState("1");
  const [fault, setFault] = useState("none");

  function breakNetwork(name: string): void {
    setFault(name);
    const chosen = FAULTS[name];
    if (chosen) simulator.faults.set(chosen);
    else simulator.faults.clear();
  }

  function hurry(times: string): void {
    setSpeed(times);
    setPace(simulator, Number(times));
  }

  return (
    <div
      style={{
        display: "flex",
        flexWrap: "wrap",
        gap: 12,
        alignItems: "end",
        color: COLOURS.text,
        font: `14px/1.5 ${FONT}`,
      }}
    >
      {/* The casts hold: the choices are all kinds and outcomes. */}
      <Choice
        label="Kind"
        value={kind}
        choices={Object.keys(JOB_STAGES)}
        onChoose={(value) => setKind(value as JobKind)}
      />
      <Choice label="Ends" value={outcome} choices={OUTCOMES} onChoose={(value) => setOutcome(value as JobOutcome)} />
      <button type="button" data-longrun="button" onClick={() => onStart(kind, outcome)}>
        Start a job
      </button>
      <button type="button" data-longrun="button" onClick={onPay}>
        Pay the invoice
      </button>
      <Choice label="Speed" value={speed} choices={["1", "10", "100"]} onChoose={hurry} />
      <Choice label="Network" value={fault} choices={Object.keys(FAULTS)} onChoose={breakNetwork} />
    </div>
  );
}

function Choice({
  label,
  value,
  choices,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChoose: (value: string) => void;
}): ReactElement {
  return (
    <label style={{ display: "grid", fontSize: 12 }}>
      {label}
      <select data-longrun="select" value={value} onChange={(event) => onChoose(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}

function setPace(simulator: Simulator, times: number): void {
  simulator.speed = times;
}
