export interface Server {
  readonly fetch: typeof globalThis.fetch;
  /** Reads answered so far. */
  reads: number;
  /** The progress of every job from now on. */
  progress: number;
}

/**
 * Answers in the page itself after a short delay, so that the measurement includes the watcher and no network. First
 * answers are spread over `spreadMs`, so that the polls of many jobs don't coincide: a thousand answers at once would
 * be one render.
 */
export function startServer(withEtags: boolean, spreadMs: number): Server {
  const asked = new Set<string>();
  const server: Server = {
    reads: 0,
    progress: 0.25,
    fetch: async (input, init) => {
      const url = String(input);
      const isFirst = !asked.has(url);
      asked.add(url);
      await new Promise((resolve) => setTimeout(resolve, isFirst ? 20 + spreadMs * Math.random() : 20));
      server.reads += 1;
      const etag = `"${server.progress}"`;
      const headers = { "content-type": "application/json", ...(withEtags ? { etag } : {}) };
      if (withEtags && new Headers(init?.headers).get("if-none-match") === etag)
        return new Response(null, { status: 304, headers });
      const jobId = url.slice(url.lastIndexOf("/") + 1);
      const job = {
        jobId,
        kind: "content_generate",
        status: "running",
        stage: "generating_visuals",
        progress: server.progress,
        startedAt: "2026-04-18T19:20:11Z",
      };
      return new Response(JSON.stringify(job), { status: 200, headers });
    },
  };
  return server;
}
