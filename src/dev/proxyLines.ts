/** The configuration that proxies a front end's `/api/longrun` to this server, by the front end's tool. */
export function proxyLines(url: string): { readonly vite: string; readonly next: string } {
  return {
    vite: `server: { proxy: { "/api/longrun": "${url}" } },`,
    next: `rewrites: async () => [{ source: "/api/longrun/:path*", destination: "${url}/api/longrun/:path*" }],`,
  };
}
