import type { ComponentType, ReactNode } from "react";
import type { StageState } from "../../providers/layers/jobStages";
import type { StatusName } from "./Labels";
import type { IconName } from "./IconName";

/** The props of a component given as an icon. */
export interface IconProps {
  /** The name it was given under, such as `running` or `success`, so that one component can draw several icons. */
  readonly name: string;
}

/**
 * A replacement for an icon: any React node, or a component. Null and false draw nothing. It is placed in a `<span>` of
 * the icon's size that is hidden from screen readers, since the words beside it say the same.
 */
export type IconOverride = ReactNode | ComponentType<IconProps>;

/**
 * Replacements for the built-in icons, by name; `undefined` keeps the icon that is there.
 *
 * The more exact name wins. First comes the wire status (`completed`, `awaiting_payment`, or one that a provider adds),
 * the state of a stage (`done`, `current`, `upcoming`, `failed`, `canceled`), or `stalled` in a notice that an
 * operation takes long. Then comes the name of the built-in icon: an outcome (`success`, `partial`, `failure`,
 * `canceled`), `running`, `waiting` (for people), `unknown`, `current`, `upcoming`, `warning`, `offline`.
 *
 * @example
 * <LongrunProvider icons={{ success: <PartyPopper />, running: Spinner, canceled: null }}>…</LongrunProvider>
 */
export type IconOverrides = Readonly<
  Partial<Record<IconName | StatusName | StageState | "stalled", IconOverride>> & Record<string, IconOverride>
>;
