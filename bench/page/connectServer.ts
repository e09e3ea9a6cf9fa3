import type { Server } from "./startServer";

/**
 * Reads from a server over HTTP, as a page does. First reads are spread over `spreadMs`, so that the polls of many jobs
 * don't coincide: a thousand answers at once would be one render.
 */
export function connectServer(withEtags: boolean, spreadMs: number): Server {
  const asked = new Set<string>();
  const server: Server = {
    reads: 0,
    // The benchmark advances the server itself.
    progress: Number.NaN,
    fetch: async (input, init) => {
      const path = String(input).slice(String(input).indexOf("/v1/"));
      if (!asked.has(path)) {
        asked.add(path);
        await new Promise((resolve) => setTimeout(resolve, spreadMs * Math.random()));
      }
      const response = await fetch(`${withEtags ? "/etag" : "/plain"}${path}`, init);
      server.reads += 1;
      return response;
    },
  };
  return server;
}
