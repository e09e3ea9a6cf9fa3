import { JOB_STAGES } from "../providers/layers/jobStages";
import type { Simulator } from "../testing/createSimulator";

export const KINDS: readonly string[] = Object.keys(JOB_STAGES);
const OUTCOMES = ["completed", "failed", "canceled"];
const LONGEST_S = 3_600;

type StartJob = Parameters<Simulator["layers"]["startJob"]>[0];

/**
 * Starts the job that somebody's JSON describes: `{ kind, outcome?, seconds? }`.
 *
 * @throws TypeError that says what is wrong with it.
 */
export function startDevJob(simulator: Simulator, input: unknown): { readonly jobId: string } {
  const {
    kind,
    outcome = "completed",
    seconds = 30,
  } = (typeof input === "object" && input !== null ? input : {}) as Readonly<Record<string, unknown>>;
  if (!KINDS.includes(kind as string)) throw new TypeError(`kind must be one of ${KINDS.join(", ")}.`);
  if (!OUTCOMES.includes(outcome as string)) throw new TypeError(`outcome must be one of ${OUTCOMES.join(", ")}.`);
  if (!(typeof seconds === "number" && seconds > 0 && seconds <= LONGEST_S))
    throw new TypeError(`seconds must be above 0 and at most ${LONGEST_S}.`);
  // Both words were looked up above, which the compiler can't tell.
  const { jobId } = simulator.layers.startJob({ kind, outcome, durationMs: seconds * 1_000 } as StartJob);
  return { jobId };
}
