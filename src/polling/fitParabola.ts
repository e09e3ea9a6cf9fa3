export interface FitPoint {
  readonly x: number;
  readonly y: number;
  /** How much the point counts: one over the variance of its error. */
  readonly weight: number;
}

export interface Parabola {
  /** The fitted value at x = 0. */
  readonly atZero: number;
  /** One standard deviation of that value, given the points' weights and how well they are met. */
  readonly spread: number;
}

type Row = [number, number, number, number, number];

/**
 * Fits y = a + bx + cx² to the points by weighted least squares and gives a, the value at x = 0. The bend c is expected to be within
 * `bend` of none, so that two points give a straight line that is not trusted far, and many give the curve they lie on.
 *
 * @returns null when the points say nothing about x = 0: fewer than two places, or numbers that are none.
 */
export function fitParabola(points: readonly FitPoint[], bend: number): Parabola | null {
  // Normal equations, with two right-hand sides: the points' own, and (1, 0, 0), whose solution holds the variance of a.
  const rows: [Row, Row, Row] = [
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0],
    [0, 0, 1 / bend ** 2, 0, 0],
  ];
  for (const { x, y, weight } of points) {
    const basis = [1, x, x * x];
    for (const [index, row] of rows.entries()) {
      const share = weight * x ** index;
      for (const [column, value] of basis.entries()) row[column] = (row[column] ?? 0) + share * value;
      row[3] += share * y;
    }
  }
  if (!eliminate(rows)) return null;
  const [[, , , a, variance], [, , , b], [, , , c]] = rows;
  const misses = points.map(({ x, y, weight }) => weight * (y - a - b * x - c * x * x) ** 2);
  const missed = misses.reduce((sum, miss) => sum + miss, 0) / points.length;
  const spread = Math.sqrt(variance * Math.max(1, missed));
  return Number.isFinite(a) && Number.isFinite(spread) ? { atZero: a, spread } : null;
}

/** Gauss and Jordan, without pivoting: the matrix is symmetric and positive definite, or there is no solution. */
function eliminate(rows: [Row, Row, Row]): boolean {
  for (const [index, row] of rows.entries()) {
    const pivot = row[index] ?? 0;
    if (!(pivot > 1e-9)) return false;
    for (let column = 0; column < 5; column += 1) row[column] = (row[column] ?? 0) / pivot;
    for (const other of rows) {
      const factor = other[index] ?? 0;
      if (other !== row) for (let column = 0; column < 5; column += 1) other[column] = (other[column] ?? 0) - factor * (row[column] ?? 0);
    }
  }
  return true;
}
