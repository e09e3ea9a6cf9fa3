import { forwardRef, type ForwardedRef } from "react";
import { lineRequestOperation } from "../../providers/tuco/lineRequest";
import { OperationStatusBadge } from "../badge/OperationStatusBadge";
import type { IconOverrides } from "../labels/IconOverrides";
import type { LabelOverrides } from "../labels/Labels";
import type { Part, PartProps } from "../part/Part";
import type { LineRequestSource } from "./LineRequestSource";

export interface LineStatusBadgeProps extends PartProps<"span">, LineRequestSource {
  /** Draws this wire status; wins over `lineRequest` and `lineRequestId`. */
  readonly status?: string | undefined;
  /** Icons for this component, over the provider's. */
  readonly icons?: IconOverrides | undefined;
  /** Labels for this component, over the provider's. */
  readonly labels?: LabelOverrides | undefined;
}

/**
 * A line request’s status as an icon and a word. Renders a `<span>` element.
 *
 * @example
 * <LineStatusBadge lineRequestId={lineRequestId} />
 */
export const LineStatusBadge: Part<LineStatusBadgeProps, "span"> = /* @__PURE__ */ forwardRef(function LineStatusBadge(
  { lineRequestId, lineRequest, ...props }: LineStatusBadgeProps,
  ref: ForwardedRef<HTMLSpanElement>,
) {
  return (
    <OperationStatusBadge
      {...props}
      operation={lineRequestOperation}
      value={lineRequest}
      params={lineRequestId == null ? null : { lineRequestId }}
      name="line-status-badge"
      emptyLabel="noLineRequest"
      forwardedRef={ref}
    />
  );
});
