/**
 * How a job's progress grows with its work.
 * - `linear`: evenly. `front`: fast, then slow. `back`: slow, then fast. `stairs`: in five steps.
 * - `stuck`: quickly to 0.99, and there until the end. `absent`: none is reported while it runs.
 * - A function from the share of the work done, in [0, 1], to the progress reported as it is, or to null for none.
 */
export type ProgressShape = keyof typeof SHAPES | ((share: number) => number | null);

const STEPS = 5;

const SHAPES = {
  linear: (share: number): number => share,
  front: (share: number): number => 1 - (1 - share) ** 2,
  back: (share: number): number => share ** 2,
  stairs: (share: number): number => Math.floor(share * STEPS) / STEPS,
  stuck: (share: number): number => Math.min(0.99, share * 1.65),
  absent: (): null => null,
} as const;

export const PROGRESS_SHAPES = Object.keys(SHAPES) as readonly (keyof typeof SHAPES)[];

/**
 * The reported progress, in whole hundredths as in the provider's samples, so that the ETag does not change in between.
 */
export function progressAt(shape: ProgressShape, share: number): number | null {
  if (typeof shape === "function") return shape(share);
  const progress = SHAPES[shape](share);
  // The tiny addend keeps 0.42 from being rounded down to 0.41 as a binary fraction.
  return progress === null ? null : Math.floor(progress * 100 + 1e-9) / 100;
}
