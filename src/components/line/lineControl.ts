import type { LineRequestAnswer } from "../../providers/tuco/lineRequestAnswer";

export type LineAction = "payment_link" | "cancel";

/** The actions on a line request, and the outcome of the last one. */
export interface LineControl {
  readonly act: (action: LineAction) => void;
  /** The action under way. */
  readonly pending: LineAction | null;
  /** The payment link that an action returned. */
  readonly paymentUrl: string | null;
  readonly refused: boolean;
  /** The provider's reason for the refusal; null where there is none. Untrusted text. */
  readonly refusal: string | null;
}

export interface LineMutation {
  readonly isPending: boolean;
  readonly variables: LineAction | undefined;
  readonly data: LineRequestAnswer | undefined;
  readonly error: Error | null;
  readonly mutate: (action: LineAction) => void;
}

/** The mutation of a line request, as its card offers it. */
export function lineControl({ isPending, variables, data, error, mutate }: LineMutation): LineControl {
  return {
    act: mutate,
    pending: isPending ? (variables ?? null) : null,
    paymentUrl: data?.paymentUrl ?? null,
    refused: !isPending && (error !== null || data?.accepted === false),
    refusal: data?.accepted === false ? (data.message ?? null) : null,
  };
}
