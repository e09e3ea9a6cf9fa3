// Progress curves of simulated jobs. A shape is made once per job (`random` is the job's own) and returns the progress
// at `x`, the elapsed share of the job's time, in [0, 1); null if the server reports no progress.

const power = (exponent) => () => (x) => x ** exponent;

/** Stages of random length; progress jumps at the end of each. */
function stairs(random) {
  const count = 3 + Math.floor(random() * 4);
  const weights = Array.from({ length: count }, () => 0.3 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ends = weights.map((_, index) => weights.slice(0, index + 1).reduce((sum, weight) => sum + weight, 0) / total);
  return (x) => ends.filter((end) => end <= x).length / count;
}

/** Linear up to a share of the time, then 0.99 to the end. */
function stuck(random) {
  const from = 0.4 + 0.4 * random();
  return (x) => Math.min(0.99, (0.99 * x) / from);
}

/** Linear, with a pause of a fifth of the time somewhere in the middle. */
function paused(random) {
  const from = 0.2 + 0.4 * random();
  return (x) => Math.max(Math.min(x, from), x - 0.2) / 0.8;
}

/** Linear with noise of up to ±0.02; it may go backwards. */
function noisy(random) {
  const phases = Array.from({ length: 5 }, () => random() * 2 * Math.PI);
  return (x) =>
    clamp(x + 0.02 * Math.sin(phases.reduce((sum, phase, index) => sum + Math.sin((index + 3) * 7 * x + phase), 0)));
}

/** Two stages of different speed. */
function twoPaces(random) {
  const atX = 0.3 + 0.4 * random();
  const atProgress = Math.min(0.9, Math.max(0.1, atX + (random() < 0.5 ? -0.2 : 0.2)));
  return (x) => (x < atX ? (atProgress * x) / atX : atProgress + ((1 - atProgress) * (x - atX)) / (1 - atX));
}

const clamp = (progress) => Math.min(1, Math.max(0, progress));

/** An S curve: slow at both ends. */
const sigmoid = () => (x) => x * x * (3 - 2 * x);

/** The shapes that have targets. */
export const SHAPES = {
  linear: { shape: power(1), steady: true },
  "front-loaded (t^0.5)": { shape: power(0.5), steady: true },
  "back-loaded (t^2)": { shape: power(2), steady: true },
  stairs: { shape: stairs, steady: false },
  "stuck at 0.99": { shape: stuck, steady: false },
  absent: { shape: () => () => null, steady: false },
};

/** The same shapes, bent or disturbed, without targets: they show where the cadence gains less. */
export const OTHER_SHAPES = {
  "t^0.4": { shape: power(0.4) },
  "t^0.7": { shape: power(0.7) },
  "t^1.5": { shape: power(1.5) },
  "t^3": { shape: power(3) },
  "S-shaped": { shape: sigmoid },
  "two paces": { shape: twoPaces },
  "a pause in the middle": { shape: paused },
  "noise of ±0.02": { shape: noisy },
  "linear, rounded to 0.05": { shape: power(1), rounding: (progress) => Math.round(progress * 20) / 20 },
  "linear, cut to 0.01": { shape: power(1), rounding: (progress) => Math.floor(progress * 100) / 100 },
  "linear, unrounded": { shape: power(1), rounding: (progress) => progress },
  "linear, seen from the middle on": { shape: power(1), seenFrom: 0.5 },
  "linear, fails on the way": { shape: power(1), endsAt: (random) => 0.05 + 0.95 * random() },
};
