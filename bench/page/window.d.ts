import type { Bench } from "./main";

declare global {
  /** The fields that the benchmarks' pages set on `window`, for the benchmark in Node. */
  interface Window {
    bench: Bench & {
      /** When the page had painted a job's completion, in ms since the epoch. */
      readonly painted: (jobId: string) => Promise<number>;
      /** How long the page takes for two frames, in ms. */
      readonly twoFrames: () => Promise<number>;
    };
    /** When each job of the table was read, by `performance.now()`. */
    readonly pollTimes: ReadonlyMap<string, readonly number[]>;
  }
}
