// The server's answers in stories that watch.

type Fetch = typeof globalThis.fetch;

/** Always answers the same. */
export function answering(body: unknown, status = 200): Fetch {
  return () =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }));
}

/** Always answers an error, in Layers' envelope. */
export function refusing(status: number, code: string, message: string): Fetch {
  return answering({ error: { code, message, requestId: "req_01HXA1NHKJZXPV8R7Q6WSM5BCD" } }, status);
}

/** Fails as if the network were down. */
export const unreachable: Fetch = () => Promise.reject(new TypeError("Failed to fetch"));
