import type { UseMutationResult } from "@tanstack/react-query";
import { actOnLineRequestAction } from "../../providers/actions";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import type { LineRequestAnswer } from "../../providers/tuco/lineRequestAnswer";
import type { OperationError } from "../../operations/error/OperationError";
import { actionKey } from "./actionKey";
import { actOnLine } from "./actOnLine";
import { pollAfterAction } from "./pollAfterAction";
import { useActionMutation } from "./useActionMutation";
import { useLongrunClient } from "../useLongrunClient";
import { useNearestQueryClient } from "../useNearestQueryClient";

/**
 * Gets the payment link of a line request again, or cancels the request while it awaits payment. That it is past that
 * is an answer with `accepted: false` and the status it has, not an error.
 *
 * @example
 * const act = useLineRequestAction(lineRequestId);
 * <button onClick={() => act.mutate("payment_link")}>Get the payment link</button>
 */
export function useLineRequestAction(
  lineRequestId: string,
): UseMutationResult<LineRequestAnswer, OperationError, "payment_link" | "cancel"> {
  const client = useLongrunClient();
  const queryClient = useNearestQueryClient(lineRequestOperation.name);
  return useActionMutation<LineRequestAnswer, "payment_link" | "cancel">({
    mutationKey: actionKey(actOnLineRequestAction, { lineRequestId }, client),
    mutationFn: (action) => actOnLine(client, actOnLineRequestAction, { lineRequestId }, { body: { action } }),
    onSuccess: ({ accepted }) =>
      pollAfterAction(queryClient, client, lineRequestOperation, { lineRequestId }, accepted),
  });
}
