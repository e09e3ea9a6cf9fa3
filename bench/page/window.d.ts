import type { Bench } from "./main";

declare global {
  /** What the benchmarks' pages put on `window`, for the benchmark that drives them from Node. */
  interface Window {
    bench: Bench & {
      /** When the page had painted that a job has completed, in ms since the epoch. */
      readonly painted: (jobId: string) => Promise<number>;
      /** How long the page takes for two frames, in ms. */
      readonly twoFrames: () => Promise<number>;
    };
    /** When each job of the table was asked about, by `performance.now()`. */
    readonly pollTimes: ReadonlyMap<string, readonly number[]>;
  }
}
