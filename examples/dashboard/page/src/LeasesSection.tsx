import { LeaseRequestCard, useLeaseRequest } from "longrun";
import { useState, type ReactElement } from "react";
import { demoApi, type Watched } from "./demoApi";
import { CardFoot } from "./CardFoot";

type WatchedLease = Watched & { readonly type: "lease" };

interface LeasesSectionProps {
  readonly leases: readonly WatchedLease[];
  readonly isSimulated: boolean;
  readonly onRemove: (entry: Watched) => void;
}

export function LeasesSection({ leases, isSimulated, onRemove }: LeasesSectionProps): ReactElement | null {
  if (leases.length === 0) return null;
  return (
    <section aria-labelledby="leases-title">
      <h2 id="leases-title">Leased accounts</h2>
      <ul className="cards">
        {leases.map((entry) => (
          <li key={entry.requestId}>
            <LeaseRequestCard projectId={entry.projectId} requestId={entry.requestId} count={entry.count}>
              {isSimulated && <OpsTeam {...entry} />}
              <CardFoot label="lease request" id={entry.requestId} onRemove={() => onRemove(entry)} />
            </LeaseRequestCard>
          </li>
        ))}
      </ul>
    </section>
  );
}

/**
 * People fulfil lease requests; here the visitor plays them. The hourly poll would show the result late, so the request
 * is read at once.
 */
function OpsTeam({ projectId, requestId }: WatchedLease): ReactElement | null {
  const { data, refetch } = useLeaseRequest({ projectId, requestId });
  const [problem, setProblem] = useState<string | null>(null);
  if (!data || data.isTerminal) return null;
  const answers = [
    ["assigned", "Assign all"],
    ["partial", "Assign some"],
    ["rejected", "Reject"],
  ] as const;

  function answer(outcome: (typeof answers)[number][0]): void {
    setProblem(null);
    demoApi.settleLease(requestId, outcome).then(
      () => void refetch(),
      (error: Error) => setProblem(error.message),
    );
  }

  return (
    <div className="stage-hands" role="group" aria-label="Play the team that answers">
      <span>Play the team that answers:</span>
      {answers.map(([outcome, label]) => (
        <button key={outcome} type="button" className="button" onClick={() => answer(outcome)}>
          {label}
        </button>
      ))}
      {problem && <span role="alert">{problem}</span>}
    </div>
  );
}
