// What a server answers in stories that watch.

type Fetch = typeof globalThis.fetch;

/** Always the same answer. */
export function answering(body: unknown, status = 200): Fetch {
  return () =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }));
}

/** An error as Layers writes it. */
export function refusing(status: number, code: string, message: string): Fetch {
  return answering({ error: { code, message, requestId: "req_01HXA1NHKJZXPV8R7Q6WSM5BCD" } }, status);
}

/** As if the network were gone. */
export const unreachable: Fetch = () => Promise.reject(new TypeError("Failed to fetch"));
