import { isAllowed } from "./authorizeCall";
import type { WatchGrant } from "../push/PushedStream";
import type { Target } from "../upstream/Target";
import type { RelayCall } from "../contract/RelayCall";
import type { RelayParts } from "./RelayParts";
import type { StreamSlot } from "../push/StreamSlots";

/**
 * Asks the application whether a visitor may watch an operation. `authorize` may take a while, and the right may be
 * withdrawn meanwhile, so a grant covers the answer that was in the cache when it was asked for.
 *
 * @returns Null where the visitor may not.
 * @throws OperationError 500 when `authorize` fails, or takes longer than `timeoutMs`.
 */
export function askForGrant(
  { options, cache, limits }: RelayParts,
  call: RelayCall,
  slot: StreamSlot,
  { key, operation, params }: Target,
): Promise<WatchGrant | null> {
  return slot.ask(async () => {
    const grant: WatchGrant = { answer: cache.find(key)?.answer ?? null };
    const question = { operation, params, action: "read", input: undefined } as const;
    return (await isAllowed(options.authorize, call, question, limits.timeoutMs)) ? grant : null;
  });
}
