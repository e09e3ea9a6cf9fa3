import type { Action, ActionParams } from "../../operations/Operation";
import { act, type ActOptions } from "../../client/act";
import type { LongrunClient } from "../../client/LongrunClient";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import { readLineRequestAnswer, type LineRequestAnswer } from "../../providers/tuco/lineRequestAnswer";
import { OperationError } from "../../operations/error/OperationError";
import { invalidResponse } from "../../operations/value/parseOperation";

/**
 * Sends an action on a line request. Documented refusals (403, 409) are returned as answers that a screen can show.
 *
 * @throws OperationError for any other failure
 */
export async function actOnLine<A extends Action>(
  client: LongrunClient,
  action: A,
  params: ActionParams<A>,
  options: ActOptions,
): Promise<LineRequestAnswer> {
  try {
    const answer = readLineRequestAnswer(await act(client, action, params, options));
    if (answer) return answer;
  } catch (error) {
    const refusal =
      error instanceof OperationError && (error.httpStatus === 403 || error.httpStatus === 409)
        ? readLineRequestAnswer(error.details)
        : null;
    if (refusal) return { ...refusal, accepted: false };
    throw error;
  }
  throw invalidResponse(lineRequestOperation, "it has no status");
}
