import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import { CopyButton } from "./CopyButton";

interface CopyableIdProps {
  readonly label: string;
  readonly value: string;
  /** Words of the copy button; without them there is no button. */
  readonly words?: Words | undefined;
}

/** An id or a code to quote to support. */
export function CopyableId({ label, value, words }: CopyableIdProps): ReactElement {
  return (
    <span data-longrun="id">
      {label} <code dir="ltr">{value}</code> {words && <CopyButton value={value} label={label} words={words} />}
    </span>
  );
}
