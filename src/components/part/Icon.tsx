import { createElement, type ComponentType, type ReactElement } from "react";
import type { IconName } from "../labels/IconName";
import type { IconOverride, IconProps } from "../labels/IconOverrides";
import type { Words } from "../labels/Words";

const CIRCLE = "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 0 0 0-12.5Z";
const WITHOUT_CIRCLE = /running|warning|offline/;
// The circle is not part of the paths: bundlers can't drop an unused template literal, since it may call toString.
const PATHS: Readonly<Record<IconName, string>> = {
  success: "M5.2 8.2l2 2l3.7-4.2",
  partial: "M8 1.75v12.5M10.4 3.4v9.2M12.6 5.6v4.8",
  failure: "M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2",
  canceled: "M5.2 8h5.6",
  running: "M8 1.75a6.25 6.25 0 1 1-6.25 6.25",
  waiting: "M8 4.6v3.6l2.3 1.4",
  unknown: "M6.2 6.3a1.85 1.85 0 1 1 2.6 1.8c-.5.2-.8.5-.8 1M8 11.1v.2",
  upcoming: "",
  current: "M8 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 0 0 0-3.2Z",
  warning: "M8 2.2L14.4 13.5H1.6ZM8 6.4v3.2M8 11.4v.2",
  offline: "M2 2l12 12M4.4 9.2a5.2 5.2 0 0 1 7.2 0M1.9 6.6a9 9 0 0 1 12.2 0M8 12.4v.2",
};

export interface BuiltInIconProps {
  readonly name: IconName;
  /** A more exact name for `icons`: the wire status, or the state of a stage. */
  readonly as?: string | undefined;
  readonly words: Pick<Words, "icon">;
}

/**
 * A 16-pixel icon in the colour of the text around it, hidden from screen readers: the words beside it say the same.
 */
export function Icon({ name, as = name, words }: BuiltInIconProps): ReactElement | null {
  const exact = words.icon(as);
  const icon = exact === undefined ? words.icon(name) : exact;
  if (icon === null || icon === false) return null;
  if (icon !== undefined) {
    return (
      <span data-longrun="icon" data-icon={name} aria-hidden="true">
        {isComponent(icon) ? createElement(icon, { name: exact === undefined ? name : as }) : icon}
      </span>
    );
  }
  return (
    <svg
      data-longrun="icon"
      data-icon={name}
      aria-hidden="true"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={WITHOUT_CIRCLE.test(name) ? PATHS[name] : CIRCLE + PATHS[name]} />
    </svg>
  );
}

/**
 * True for a function or a class, and for what `memo`, `forwardRef` and `lazy` return: those have `$$typeof` as
 * elements do, but no props.
 */
function isComponent(icon: NonNullable<IconOverride>): icon is ComponentType<IconProps> {
  return typeof icon === "function" || (typeof icon === "object" && "$$typeof" in icon && !("props" in icon));
}
