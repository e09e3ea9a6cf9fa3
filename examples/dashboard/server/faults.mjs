const PAGE = "<!doctype html><title>Sign in to the network</title><h1>Sign in to the network</h1>";

/**
 * The faults between the page and the relay, by name: each gets the request, the response, and a function that lets the
 * request through. They are here and not at the simulated services, whose failures the relay would hide from the page
 * for minutes.
 */
export const FAULTS = {
  none: (_request, _response, pass) => pass(),
  offline: (request) => request.socket.destroy(),
  slow: (_request, response, pass) => {
    const timer = setTimeout(pass, 4_000);
    response.once("close", () => clearTimeout(timer));
  },
  errors: (_request, response) => refuse(response, 500, "SERVER_ERROR"),
  "rate-limit": (_request, response) => refuse(response, 429, "RATE_LIMITED", { "retry-after": "5" }),
  garbled: (_request, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(PAGE),
};

function refuse(response, status, code, headers = {}) {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify({ error: { code, message: "A fault was switched on." } }));
}
