import { redirect } from "next/navigation";
import { simulator } from "./services";

/** Starts a job at the simulator, where your app would start one at the provider. */
async function start() {
  "use server";
  const { jobId } = simulator.layers.startJob({ kind: "content_generate", durationMs: 20_000 });
  redirect(`/jobs/${jobId}`);
}

export default function Page() {
  return (
    <form action={start}>
      <button type="submit">Start a job</button>
    </form>
  );
}
