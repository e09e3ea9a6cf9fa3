import { isAllowed } from "./authorizeCall";
import type { Grant } from "../push/Subscription";
import type { Target } from "../upstream/Target";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayParts } from "./RelayParts";
import type { StreamSlot } from "../push/PushHub";

/**
 * Asks the application whether a visitor may watch an operation. An `authorize` that looks rights up may take a while,
 * and a right may be withdrawn in the meantime; so a yes is one about the answer that was cached when it was asked for.
 *
 * @returns Null for a no.
 * @throws OperationError 500 when `authorize` fails, or takes longer than `timeoutMs`.
 */
export function askForGrant(
  { options, cache, limits }: RelayParts,
  call: RelayCall,
  slot: StreamSlot,
  { key, operation, params }: Target,
): Promise<Grant | null> {
  return slot.ask(async () => {
    const grant: Grant = { answer: cache.find(key)?.answer ?? null };
    const question = { operation, params, action: "read", input: undefined } as const;
    return (await isAllowed(options.authorize, call, question, limits.timeoutMs)) ? grant : null;
  });
}
