import type { LineRequestAnswer } from "../../providers/tuco/lineRequestAnswer";

export type LineAction = "payment_link" | "cancel";

/** What can be done about a line request, and what came of it. */
export interface LineControl {
  readonly act: (action: LineAction) => void;
  /** What is being done. */
  readonly pending: LineAction | null;
  /** A link that was asked for. */
  readonly paymentUrl: string | null;
  readonly refused: boolean;
  /** Why it was refused, in the provider's words; null where they gave none. Untrusted text. */
  readonly refusal: string | null;
}

export interface LineMutation {
  readonly isPending: boolean;
  readonly variables: LineAction | undefined;
  readonly data: LineRequestAnswer | undefined;
  readonly error: Error | null;
  readonly mutate: (action: LineAction) => void;
}

/** A line request's mutation as its card offers it. */
export function lineControl({ isPending, variables, data, error, mutate }: LineMutation): LineControl {
  return {
    act: mutate,
    pending: isPending ? (variables ?? null) : null,
    paymentUrl: data?.paymentUrl ?? null,
    refused: !isPending && (error !== null || data?.accepted === false),
    refusal: data?.accepted === false ? (data.message ?? null) : null,
  };
}
