import type { FaultName } from "./demoApi";

/** What each fault is called, what it does, and what the page says of itself while it holds. */
export const FAULTS: Readonly<Record<FaultName, { readonly label: string; readonly effect: string; readonly status: string }>> = {
  none: { label: "Healthy", effect: "Everything answers as it should.", status: "Live" },
  offline: { label: "Offline", effect: "The services can’t be reached.", status: "Services offline" },
  slow: { label: "Slow", effect: "Each answer takes four seconds.", status: "Services slow" },
  errors: { label: "Errors", effect: "Every answer is a 500.", status: "Services failing" },
  "rate-limit": { label: "Rate limit", effect: "Every answer is a 429: wait five seconds.", status: "Rate limited" },
  garbled: { label: "Garbled", effect: "A web page comes in place of JSON.", status: "Answers garbled" },
};
