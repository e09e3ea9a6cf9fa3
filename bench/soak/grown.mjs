/** Tolerance, because the engine's own memory (compiled code, hidden classes) varies by about as much. */
const HEAP_SLACK_MIB = 3;

/**
 * Returns the counts that grew from the first sample to the last, and those that should be zero whenever nothing is
 * shown.
 */
export function grown(samples) {
  const [first, last] = [samples[0], samples.at(-1)];
  const slackOf = (name) => (name === "hour" ? Infinity : name === "heap (MiB)" ? HEAP_SLACK_MIB : 0);
  const more = Object.keys(first).filter((name) => last[name] > first[name] + slackOf(name));
  const left = ["timers", "open streams", "cached queries"].filter((name) =>
    samples.some((sample) => sample[name] > 0),
  );
  return [...new Set([...more, ...left])];
}
