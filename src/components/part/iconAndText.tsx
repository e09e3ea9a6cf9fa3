import type { ReactElement } from "react";
import type { IconName } from "../labels/IconName";
import type { Words } from "../labels/Words";
import { Icon } from "./Icon";

/** An icon and what it says. `as` is a more exact name, under which another icon may be given. */
export function iconAndText(words: Words, icon: IconName, text: string, as?: string): ReactElement {
  return (
    <>
      <Icon name={icon} as={as} words={words} /> <span>{text}</span>
    </>
  );
}
