/**
 * The sentence of the relay, and of its clients, for an upstream that refused the relay's key.
 *
 * @param upstreamStatus 401 where the key is not known, 403 where it does not allow the call.
 */
export function keyRefusal(upstreamStatus: unknown): string {
  const why = upstreamStatus === 403 ? "does not allow this with the relay's key" : "does not know the relay's key";
  return (
    `The upstream ${why}. Signing in again won't help: whoever runs the relay has to check its key and the ` +
    "key's scopes."
  );
}
