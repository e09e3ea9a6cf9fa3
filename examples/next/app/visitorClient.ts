import { createLongrunClient, type LongrunClient } from "longrun";
import { headers } from "next/headers";
import { relay } from "./services";

/**
 * How a server component asks: the relay in this very process, with the visitor's cookies. So it is made for one
 * request, and kept for none.
 */
export async function visitorClient(): Promise<LongrunClient> {
  const cookie = (await headers()).get("cookie");
  return createLongrunClient({
    endpoints: {
      layers: {
        // A Request wants an absolute URL; the host is never looked up.
        baseUrl: "http://localhost/api/longrun/layers",
        // What the browser's client has, so that its hooks find under their own query keys what was prefetched here.
        scope: "/api/longrun/layers",
        headers: cookie === null ? {} : { cookie },
      },
    },
    fetch: (url, init) => relay.handle(new Request(url, init)),
  });
}
