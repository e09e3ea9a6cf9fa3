import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Answers every read of a job over HTTP, below `/etag` with an ETag and below `/plain` without; everything else is an
 * empty page.
 */
export async function jobsServer() {
  let progress = 0.25;
  const server = createServer((request, response) => {
    const [, kind, , , jobId] = (request.url ?? "/").split("/");
    if (jobId === undefined)
      return void response
        .setHeader("content-type", "text/html")
        .end("<!doctype html><html lang=en><title>bench</title><link rel=icon href=data:,>");
    const etag = `"${progress}"`;
    if (kind === "etag") {
      response.setHeader("etag", etag);
      if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    }
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        jobId,
        kind: "content_generate",
        status: "running",
        stage: "generating_visuals",
        progress,
        startedAt: "2026-04-18T19:20:11Z",
      }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`,
    /** Advances every job, visible from the next poll on. */
    advance: () => {
      progress = progress < 0.9 ? progress + 0.01 : 0.25;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
