import { isRecord } from "../../operations/isRecord";
import type { Spending, Spent } from "./RelayStore";

/** Takes one read out of a budget, if it allows one; see {@link Spending}. An unreadable budget counts as unspent. */
export function spendWithin(
  kept: unknown,
  { nowMs, windowSeconds, allowed, inOneSecond, holdUntilMs }: Spending,
): Spent {
  const before = isSpent(kept) ? kept : { heldUntilMs: 0, reads: [] };
  const second = Math.floor(nowMs / 1_000);
  const reads = new Map(before.reads.filter(([at]) => at > second - windowSeconds));
  const heldUntilMs = Math.max(before.heldUntilMs, holdUntilMs);
  const used = [...reads.values()].reduce((sum, count) => sum + count, 0);
  const ofSecond = reads.get(second) ?? 0;
  const taken = heldUntilMs <= nowMs && used < allowed && ofSecond < inOneSecond;
  if (taken) reads.set(second, ofSecond + 1);
  return { taken, heldUntilMs, reads: [...reads] };
}

function isSpent(kept: unknown): kept is Spent {
  return (
    isRecord(kept) &&
    typeof kept["heldUntilMs"] === "number" &&
    Array.isArray(kept["reads"]) &&
    kept["reads"].every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite))
  );
}
