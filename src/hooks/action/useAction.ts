import type { UseMutationResult } from "@tanstack/react-query";
import { act } from "../../client/act";
import type { Action, ActionInput, ActionParams } from "../../operations/Operation";
import type { OperationError } from "../../operations/error/OperationError";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";
import { actionKey } from "./actionKey";
import { pollAfterAction } from "./pollAfterAction";
import { useActionMutation } from "./useActionMutation";
import { useIdempotencyKeys } from "./useIdempotencyKeys";

/**
 * TanStack's mutation for an action of a definition: it sends the input, and gives the answer's JSON as it came. After
 * an action on one operation, whoever watches that operation polls promptly. An action that creates carries one
 * Idempotency-Key per attempt of a person, through retries and a second press after a time-out.
 *
 * @param params The ids that the action's path names; `{}` for none.
 * @throws Never: `mutate()` reports in `error`, and only `mutateAsync()` rejects.
 * @example
 * const cancel = useAction(render.actions.cancel, { renderId });
 * <button onClick={() => cancel.mutate()} disabled={cancel.isPending}>Cancel</button>
 */
export function useAction<A extends Action>(
  action: A,
  params: ActionParams<A>,
): UseMutationResult<unknown, OperationError, ActionInput<A>> {
  const { operation } = action;
  const client = useLongrunClient();
  const queryClient = useNearestQueryClient(operation.name);
  const keys = useIdempotencyKeys();
  // The ids, as text, of whatever definition it is.
  const ids: Readonly<Record<string, string>> = params;
  return useActionMutation<unknown, ActionInput<A>>({
    mutationKey: actionKey(action, params, client),
    onMutate: (input) => keys.begin(input ?? null),
    mutationFn: (input) =>
      act(client, action, params, {
        body: input,
        idempotencyKey: action.creates === true ? keys.keyFor(input ?? null) : undefined,
      }),
    onSuccess: () => {
      if (operation.params.every((name) => Object.hasOwn(ids, name)))
        pollAfterAction(queryClient, client, operation, ids, true);
    },
    onSettled: (_answer, error, input) => keys.end(input ?? null, error),
  });
}
