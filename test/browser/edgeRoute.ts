// A Next.js route in the edge runtime; the test of the frameworks copies it into examples/next.
import { createRelay, type Relay } from "longrun/server";

export const runtime = "edge";

let relay: Relay | undefined;
const handle = (request: Request): Promise<Response> => (relay ??= makeRelay()).handle(request);
export { handle as GET, handle as POST };

const makeRelay = (): Relay =>
  createRelay({
    basePath: "/edge",
    upstreams: {
      layers: {
        baseUrl: process.env["EDGE_UPSTREAM_URL"],
        apiKey: process.env["EDGE_API_KEY"] ?? "",
        webhookSecret: process.env["EDGE_WEBHOOK_SECRET"],
      },
    },
    authorize: ({ operation }) => operation.name === "layers.job",
  });
