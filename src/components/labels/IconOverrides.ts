import type { ComponentType, ReactNode } from "react";
import type { StageState } from "../../providers/layers/jobStages";
import type { StatusName } from "./Labels";
import type { IconName } from "./IconName";

/** What a component that is given as an icon gets. */
export interface IconProps {
  /** The name it was given under, such as `running` or `success`: one component can then draw several. */
  readonly name: string;
}

/**
 * Drawn instead of an icon: anything that React draws, or a component. Null and false draw none. It stands in a
 * `<span>` of the icon's size that is hidden from screen readers, since the words beside it say the same.
 */
export type IconOverride = ReactNode | ComponentType<IconProps>;

/**
 * Icons to draw instead of the built-in ones, by name; an icon given as `undefined` leaves the one below in place.
 *
 * The more exact name wins. That is the status as the wire says it (`completed`, `awaiting_payment`, one that a
 * provider may add), where a stage stands (`done`, `current`, `upcoming`, `failed`, `canceled`), or `stalled` where a
 * notice says that it takes long. Then comes the name of the built-in icon in its place: an outcome (`success`,
 * `partial`, `failure`, `canceled`), `running`, `waiting` (for people), `unknown`, `current`, `upcoming`, `warning`,
 * `offline`.
 *
 * @example
 * <LongrunProvider icons={{ success: <PartyPopper />, running: Spinner, canceled: null }}>…</LongrunProvider>
 */
export type IconOverrides = Readonly<
  Partial<Record<IconName | StatusName | StageState | "stalled", IconOverride>> & Record<string, IconOverride>
>;
