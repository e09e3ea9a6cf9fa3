/** The built-in icons. Each has its own shape, so that colour alone never carries the meaning. */
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
