import type { ReactElement } from "react";
import type { IconName } from "../labels/IconName";
import type { Words } from "../labels/Words";
import { Icon } from "./Icon";

/** An icon with its text. `as` is a more exact name for `icons`. */
export function iconAndText(words: Words, icon: IconName, text: string, as?: string): ReactElement {
  return (
    <>
      <Icon name={icon} as={as} words={words} /> <span>{text}</span>
    </>
  );
}
