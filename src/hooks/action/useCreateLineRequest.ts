import type { UseMutationResult } from "@tanstack/react-query";
import { createLineRequestAction, type LineRequestInput } from "../../providers/actions";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import type { LineRequestAnswer } from "../../providers/tuco/lineRequestAnswer";
import type { OperationError } from "../../operations/error/OperationError";
import { actionKey } from "./actionKey";
import { actOnLine } from "./actOnLine";
import { useActionMutation } from "./useActionMutation";
import { useIdempotencyKeys } from "./useIdempotencyKeys";
import { useLongrunClient } from "../useLongrunClient";

/**
 * Asks for a line. Pass the answer's `lineRequestId` to `useLineRequest` to watch it; that a subscription is needed
 * first is an answer too. Makes its own Idempotency-Key: trying again after a time-out never asks twice.
 *
 * @example
 * const create = useCreateLineRequest();
 * <button onClick={() => create.mutate({ firstName: "Ada", lastName: "Support", channelType: "email" })}>New
 * line</button> {create.data?.paymentUrl && <a href={create.data.paymentUrl}>Pay the invoice to continue</a>}
 */
export function useCreateLineRequest(): UseMutationResult<LineRequestAnswer, OperationError, LineRequestInput> {
  const client = useLongrunClient();
  const keys = useIdempotencyKeys();
  return useActionMutation<LineRequestAnswer, LineRequestInput>({
    mutationKey: actionKey(createLineRequestAction, {}, client),
    onMutate: (input) => keys.begin(input),
    mutationFn: (input) =>
      actOnLine(client, createLineRequestAction, {}, { body: input, idempotencyKey: keys.keyFor(input) }),
    onSuccess: ({ lineRequestId }) => {
      if (lineRequestId !== undefined) client.touch(lineRequestOperation, { lineRequestId });
    },
    onSettled: (_answer, error, input) => keys.end(input, error),
  });
}
