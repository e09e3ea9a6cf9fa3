import { isAllowed } from "./authorizeCall";
import { DeadlinePassed, withDeadline } from "./deadline";
import type { WatchGrant } from "./PushedStream";
import type { Target } from "./readOnce";
import type { RelayCall } from "./RelayCall";
import { relayError } from "./relayError";
import type { RelayParts } from "./RelayParts";
import type { StreamSlot } from "./StreamSlots";

/**
 * Asks the application whether a visitor may watch an operation. Whoever looks a right up may take a while, and it may be withdrawn in the meantime;
 * so a yes is one about what was known when it was asked for.
 *
 * @returns Null for a no.
 * @throws OperationError 500 when `authorize` fails, or takes longer than `timeoutMs`.
 */
export function askForGrant({ options, watched, limits }: RelayParts, call: RelayCall, slot: StreamSlot, { key, operation, params }: Target): Promise<WatchGrant | null> {
  return slot.ask(async () => {
    const grant: WatchGrant = { answer: watched.find(key)?.answer ?? null };
    const question = { operation, params, action: "read", input: undefined } as const;
    try {
      // Whoever leaves does not end it: a question that is still being answered is one that has been asked.
      const isGranted = await withDeadline(limits.timeoutMs, new AbortController().signal, () => isAllowed(options.authorize, call, question));
      return isGranted ? grant : null;
    } catch (cause) {
      if (!(cause instanceof DeadlinePassed)) throw cause;
      throw relayError(500, "SERVER_ERROR", "it could not be checked in time whether this is allowed.", { operation: operation.name, cause });
    }
  });
}
