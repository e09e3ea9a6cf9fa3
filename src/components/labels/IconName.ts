/** What a built-in icon says. Each differs in shape, so that nothing is told by colour alone. */
export type IconName =
  | "success"
  | "partial"
  | "failure"
  | "canceled"
  | "running"
  | "waiting"
  | "unknown"
  | "upcoming"
  | "current"
  | "warning"
  | "offline";
