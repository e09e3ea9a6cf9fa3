import type { FaultName } from "./demoApi";

/** Each fault's name, its effect, and what the page shows meanwhile. */
export const FAULTS: Readonly<
  Record<FaultName, { readonly label: string; readonly effect: string; readonly status: string }>
> = {
  none: { label: "Healthy", effect: "Every read is answered as it should be.", status: "Live" },
  offline: { label: "Offline", effect: "Every read breaks off.", status: "Simulating: offline" },
  slow: { label: "Slow", effect: "Every answer takes four seconds.", status: "Simulating: slow" },
  errors: { label: "Errors", effect: "Every answer is a 500.", status: "Simulating: errors" },
  "rate-limit": {
    label: "Rate limit",
    effect: "Every answer is a 429: wait five seconds.",
    status: "Simulating: rate limit",
  },
  garbled: { label: "Garbled", effect: "A web page comes in place of JSON.", status: "Simulating: garbled" },
};
