/** `signal.throwIfAborted()`, for React Native too, whose signals lack it and a reason. @throws The signal's reason. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw signal.reason ?? Object.assign(new Error("The request was aborted."), { name: "AbortError" });
}
