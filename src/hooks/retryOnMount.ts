/**
 * Whether a hook that mounts over an error, with nothing ever read, asks at once. In a browser it does not: a fatal error stands until
 * somebody asks again, also when a row scrolls back into view, and a passing one is asked about when it is due. On a server nothing is asked
 * on mount anyway, but TanStack then draws the hook as loading; as the browser does, which is not told of a prefetch that failed.
 */
export function retryOnMount(): boolean {
  return typeof window === "undefined";
}
