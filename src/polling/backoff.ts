import { assertDelay } from "./assertDelay";
import type { Cadence } from "./Cadence";
import { isDevelopment } from "./isDevelopment";
import { jitter as jitterOf } from "./jitter";

export interface BackoffOptions {
  /** Delay after the first answer, in ms. @default 2000 */
  readonly initialMs?: number;
  /** What the delay is multiplied by after each answer; 1 or more. @default 1.3 */
  readonly factor?: number;
  /** The delay grows no further than this, in ms. @default 10000 */
  readonly maxMs?: number;
  /** No delay is below this, jitter included, in ms. @default 1000 */
  readonly minMs?: number;
  /** How far a delay may stray from its value, as a share of it, in [0, 1). @default 0.1 */
  readonly jitter?: number;
}

/**
 * Polls quickly at first and ever more slowly after. The defaults are the pace that Layers asks for: two seconds with a
 * bit of jitter, ten seconds after the first thirty, never faster than one a second.
 *
 * @throws RangeError when an option is out of its range, except in a production build.
 * @see Layers, reference of `GET /v1/jobs/:jobId`, “Polling cadence”
 * @example
 * useJob(jobId, { cadence: backoff({ initialMs: 5_000, maxMs: 60_000 }) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function backoff(options: BackoffOptions = {}): Cadence {
  const { initialMs = 2_000, factor = 1.3, maxMs = 10_000, minMs = 1_000, jitter = 0.1 } = options;
  // In a production build cadenceDelay replaces a cadence that gives nonsense.
  if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production")
    assertBackoff({ initialMs, factor, maxMs, minMs, jitter });

  return ({ key, updateCount, status }) => {
    const steps = Math.max(0, updateCount - 1);
    // An unknown status may stand for ever, so it is polled at the slowest pace.
    const delayMs = status === "unknown" ? maxMs : Math.min(maxMs, initialMs * factor ** steps);
    const strayed = delayMs * (1 + jitter * (2 * jitterOf(key, updateCount) - 1));
    return Math.round(Math.min(maxMs, Math.max(minMs, strayed)));
  };
}

function assertBackoff({ initialMs, factor, maxMs, minMs, jitter }: Required<BackoffOptions>): void {
  assertDelay("backoff({ initialMs })", initialMs);
  assertDelay("backoff({ maxMs })", maxMs);
  assertDelay("backoff({ minMs })", minMs);
  if (!(factor >= 1 && Number.isFinite(factor)))
    throw new RangeError(`backoff({ factor }) must be 1 or more, but is ${String(factor)}.`);
  if (!(jitter >= 0 && jitter < 1))
    throw new RangeError(`backoff({ jitter }) must be in [0, 1), but is ${String(jitter)}.`);
  if (minMs > maxMs) throw new RangeError(`backoff({ minMs }) must not exceed maxMs, but ${minMs} > ${maxMs}.`);
}
