import { useJobs } from "longrun";
import type { ReactElement } from "react";

/** The number of jobs by status. It uses the same queries as the cards, so it sends no request of its own. */
export function Summary({ jobIds }: { readonly jobIds: readonly string[] }): ReactElement {
  const jobs = useJobs(jobIds);
  const known = jobs.flatMap(({ data }) => (data ? [data] : []));
  const count = (outcome: string | null): number => known.filter((job) => job.outcome === outcome).length;
  const cells = [
    { label: "Running", value: count(null), tone: "running" },
    { label: "Completed", value: count("success"), tone: "success" },
    { label: "Failed", value: count("failure"), tone: "failure" },
    { label: "Canceled", value: count("canceled"), tone: "canceled" },
  ];
  return (
    <dl className="summary">
      {cells.map(({ label, value, tone }) => (
        <div key={label} data-tone={tone}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
