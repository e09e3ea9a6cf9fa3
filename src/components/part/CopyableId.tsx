import type { ReactElement } from "react";
import type { Words } from "../labels/Words";
import { CopyButton } from "./CopyButton";

/** An id to quote to somebody's support. */
export function CopyableId({ label, value, words }: { readonly label: string; readonly value: string; readonly words: Words }): ReactElement {
  return (
    <span data-longrun="id">
      {label} <code dir="ltr">{value}</code> <CopyButton value={value} label={label} words={words} />
    </span>
  );
}
