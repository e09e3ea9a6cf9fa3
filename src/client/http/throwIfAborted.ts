/**
 * As the signal's own method, which React Native's signals lack, as they lack a reason. @throws The signal's reason.
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw signal.reason ?? Object.assign(new Error("The request was aborted."), { name: "AbortError" });
}
