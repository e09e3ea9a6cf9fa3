// One simulated job and its two watchers: longrun's cadence, and the loop in Layers' reference of `GET
// /v1/jobs/:jobId`.

/** A job of `durationMs` whose server rounds progress as the documented answers do (0.42). */
export function simulatedJob(
  { shape, rounding = (progress) => Math.round(progress * 100) / 100, endsAt },
  durationMs,
  random,
) {
  const progressAt = shape(random);
  const endMs = durationMs * (endsAt ? endsAt(random) : 1);
  return {
    endMs,
    at(ms) {
      if (ms >= endMs) return { status: "completed", progress: 1 };
      const progress = progressAt(ms / durationMs);
      return { status: "running", progress: progress === null ? null : rounding(progress) };
    },
  };
}

/** A request's time: about 100 ms, sometimes much more; half of it is the way there. */
const latency = (random) => 60 + 80 * random() + (random() < 0.02 ? 400 * random() : 0);

/** @returns the number of requests, and the time from the job's end to the answer that says so, in ms. */
export function watchJob(job, { startMs, random, delayAfter }) {
  let nowMs = startMs;
  let last = null;
  for (let requests = 1; ; requests += 1) {
    const tripMs = latency(random);
    const answer = job.at(nowMs + tripMs / 2);
    nowMs += tripMs;
    if (answer.status !== "running") return { requests, lagMs: nowMs - job.endMs };
    const unchanged = last !== null && last.progress === answer.progress;
    nowMs += delayAfter(answer, unchanged, nowMs);
    last = answer;
  }
}

/** The provider's sample loop: two seconds growing to ten, plus up to half a second after a 200. */
export function sampleLoop(random) {
  let delayMs = 2_000;
  return (_answer, unchanged) => {
    const waitMs = unchanged ? delayMs : delayMs + random() * 500;
    delayMs = Math.min(delayMs * 1.3, 10_000);
    return waitMs;
  };
}

/** Runs a cadence as the hooks do: one delay per answer, computed when the answer arrives. */
export function cadenceLoop(cadence, key, { newPollHistory, recordAnswer, pollStateOf }, epochMs) {
  let history = newPollHistory(key);
  return (answer, _unchanged, nowMs) => {
    history = recordAnswer(history, { ...answer, stage: null }, epochMs + nowMs);
    return cadence(pollStateOf(history, epochMs + nowMs));
  };
}
