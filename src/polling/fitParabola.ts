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

/**
 * Fits y = a + bx + cx² to the points by weighted least squares and gives a, the value at x = 0. The bend c is expected
 * to be within `bend` of none, so that two points give a straight line that is not trusted far, and many give the curve
 * they lie on.
 *
 * @returns null when the points say nothing about x = 0: fewer than two places, or numbers that are none.
 */
export function fitParabola(points: readonly FitPoint[], bend: number): Parabola | null {
  // Normal equations, with two right-hand sides: the points' own, and (1, 0, 0), whose solution holds the variance of
  // a.
  const rows = [0, 1, 2].map((power) => {
    const sum = (term: (point: FitPoint) => number): number =>
      points.reduce((total, point) => total + point.weight * point.x ** power * term(point), 0);
    return [
      sum(() => 1),
      sum(({ x }) => x),
      sum(({ x }) => x * x) + (power === 2 ? 1 / bend ** 2 : 0),
      sum(({ y }) => y),
      power === 0 ? 1 : 0,
    ];
  });
  // Gauss and Jordan, without pivoting: the matrix is symmetric and positive definite, or there is no solution.
  for (const [index, row] of rows.entries()) {
    const pivot = row[index] ?? 0;
    if (!(pivot > 1e-9)) return null;
    for (const [column, value] of row.entries()) row[column] = value / pivot;
    for (const other of rows) {
      const factor = other[index] ?? 0;
      if (other !== row)
        for (const [column, value] of row.entries()) other[column] = (other[column] ?? 0) - factor * value;
    }
  }
  const [a = 0, b = 0, c = 0] = rows.map((row) => row[3]);
  const missed =
    points.reduce((total, { x, y, weight }) => total + weight * (y - a - b * x - c * x * x) ** 2, 0) / points.length;
  const spread = Math.sqrt((rows[0]?.[4] ?? 0) * Math.max(1, missed));
  return Number.isFinite(a) && Number.isFinite(spread) ? { atZero: a, spread } : null;
}
