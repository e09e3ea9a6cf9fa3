import { createLongrunClient, type LongrunClient } from "longrun";
import { headers } from "next/headers";
import { relay } from "./services";

/**
 * A server component's client: it calls the relay in the same process, with the visitor's cookies. Create one for each
 * request, and never keep it.
 */
export async function visitorClient(): Promise<LongrunClient> {
  const cookie = (await headers()).get("cookie");
  return createLongrunClient({
    endpoints: {
      layers: {
        // A Request needs an absolute URL; the host is never resolved.
        baseUrl: "http://localhost/api/longrun/layers",
        // The scope of the browser's client, so that its hooks find the prefetched data under their own query keys.
        scope: "/api/longrun/layers",
        headers: cookie === null ? {} : { cookie },
      },
    },
    fetch: (url, init) => relay.handle(new Request(url, init)),
  });
}
