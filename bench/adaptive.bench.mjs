import { OTHER_SHAPES, SHAPES } from "./jobShapes.mjs";
import { seededRandom } from "./seededRandom.mjs";
import { cadenceLoop, sampleLoop, simulatedJob, watchJob } from "./simulateWatch.mjs";
import { source } from "./source.mjs";

/** Ranges of job durations, in seconds. Many jobs in each, because the phase of a loop's last poll is random. */
const BUCKETS = [
  [45, 90],
  [90, 180],
  [180, 300],
  [300, 600],
];
const JOBS_PER_BUCKET = 500;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** Compares requests and detection lag of `adaptive()` with the loop in Layers' reference of `GET /v1/jobs/:jobId`. */
export default {
  name: "adaptive",
  title: "Polling one job: adaptive() beside the provider's sample loop",
  async run({ jobsPerBucket = JOBS_PER_BUCKET } = {}) {
    const shapes = Object.entries(SHAPES).map(([name, shape]) => ({
      name,
      ...shape,
      ...measure(shape, jobsPerBucket),
    }));
    const others = Object.entries(OTHER_SHAPES).map(([name, shape]) => ({ name, ...measure(shape, jobsPerBucket) }));
    return {
      tables: [
        {
          title:
            `All durations, ${BUCKETS.length * jobsPerBucket} jobs a shape (the sample loop's figures in ` +
            "brackets)",
          rows: shapes.map(totalRow),
        },
        { title: "By duration", rows: shapes.flatMap(bucketRows) },
        { title: "Other shapes, bent or disturbed; no targets", rows: others.map(totalRow) },
      ],
      checks: shapes.flatMap(checksOf),
    };
  },
};

function measure(shape, jobsPerBucket) {
  const buckets = BUCKETS.map(([fromS, toS]) => {
    const ours = [];
    const rival = [];
    for (let index = 0; index < jobsPerBucket; index += 1) {
      const seed = index * 7_919 + fromS;
      const random = seededRandom(seed);
      const durationMs = (fromS + ((toS - fromS) * (index + random())) / jobsPerBucket) * 1_000;
      const job = simulatedJob(shape, durationMs, random);
      // The first poll comes up to two seconds after the job began, or wherever the shape says.
      const startMs = Math.min(job.endMs / 2, random() * 2_000 + (shape.seenFrom ?? 0) * durationMs);
      const rivalRandom = seededRandom(seed + 1);
      ours.push(
        watchJob(job, {
          startMs,
          random: seededRandom(seed + 2),
          delayAfter: cadenceLoop(source.adaptive(), `job_${seed}`, source, EPOCH_MS),
        }),
      );
      rival.push(watchJob(job, { startMs, random: rivalRandom, delayAfter: sampleLoop(rivalRandom) }));
    }
    return { seconds: `${fromS}–${toS}`, ours, rival };
  });
  return {
    buckets,
    total: compared(
      buckets.flatMap(({ ours }) => ours),
      buckets.flatMap(({ rival }) => rival),
    ),
  };
}

function compared(ours, rival) {
  const [own, other] = [statistics(ours), statistics(rival)];
  return { own, other, requests: own.requests / other.requests, lag: own.lagMs / other.lagMs };
}

function statistics(watches) {
  const lags = watches.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    requests: mean(watches.map(({ requests }) => requests)),
    lagMs: mean(lags),
    p95Ms: lags[Math.floor(lags.length * 0.95)],
  };
}

const totalRow = ({ name, total }) => row({ progress: name }, total);
const bucketRows = ({ name, buckets }) =>
  buckets.map(({ seconds, ours, rival }) => row({ progress: name, "job (s)": seconds }, compared(ours, rival)));

function row(head, { own, other, requests, lag }) {
  return {
    ...head,
    requests: beside(own.requests, other.requests, 1),
    "×": requests.toFixed(2),
    "mean lag (s)": beside(own.lagMs / 1_000, other.lagMs / 1_000, 2),
    "× ": lag.toFixed(2),
    "p95 lag (s)": beside(own.p95Ms / 1_000, other.p95Ms / 1_000, 2),
  };
}

const beside = (own, other, digits) => `${own.toFixed(digits)} (${other.toFixed(digits)})`;

function checksOf({ name, steady, total }) {
  const [mostRequests, mostLag] = steady ? [1, 0.2] : [1.1, 1];
  return [
    {
      says: `${name}: requests, × the sample loop's`,
      measured: total.requests,
      limit: mostRequests,
      holds: total.requests <= mostRequests,
    },
    {
      says: `${name}: mean lag, × the sample loop's`,
      measured: total.lag,
      limit: mostLag,
      holds: total.lag <= mostLag,
    },
  ];
}
