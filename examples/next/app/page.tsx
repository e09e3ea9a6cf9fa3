import { redirect } from "next/navigation";
import { simulator } from "./services";

/** Where yours asks the provider to start something, this asks the simulator. */
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
