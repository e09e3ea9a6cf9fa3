import { FAULTS } from "./faults.mjs";

/** Headers of every answer. The policy lets the page contact no other origin, and run no injected script. */
const SAFETY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

const LARGEST_INPUT = 65_536;

/**
 * The handler for node:http: the page's files, the relay behind the current fault, and the controls.
 *
 * @param parts `world` is null if both services are real; `isTrustedHost` says whether a `Host` header names this
 * server.
 */
export function dashboardHandler({ world, controls, file, toRelay, isTrustedHost }) {
  return (request, response) => {
    for (const [name, value] of Object.entries(SAFETY_HEADERS)) response.setHeader(name, value);
    const path = (request.url ?? "/").split("?", 1)[0];
    if (!isTrustedHost(request.headers.host))
      return answerJson(response, 421, { error: "This server is not known by that name." });
    if (path.startsWith("/api/longrun/")) {
      // The visitor can speed time up and play the provider, so cached answers are outdated sooner than a cadence can
      // know.
      if (world) request.headers["cache-control"] = "max-age=1";
      return FAULTS[controls.fault()](request, response, () => toRelay(request, response));
    }
    if (path.startsWith("/demo/"))
      return void answerControl(controls, path, request, response).catch(() =>
        answerJson(response, 500, { error: "The demo server failed." }),
      );
    const found = request.method === "GET" || request.method === "HEAD" ? file(path) : null;
    if (!found) return void response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
    response
      .writeHead(200, { ...found.headers, "content-length": found.body.length })
      .end(request.method === "HEAD" ? undefined : found.body);
  };
}

async function answerControl(controls, path, request, response) {
  const isPost = request.method === "POST";
  // A form on another site can't send JSON without a preflight request, which this server does not answer.
  if (isPost && !/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    return answerJson(response, 415, { error: "Send JSON." });
  const input = isPost ? await inputOf(request) : {};
  if (input === null) return answerJson(response, 400, { error: "Send a JSON object." });
  const { status, body } = controls.answer(request.method, path, input);
  answerJson(response, status, body);
}

/** The body as a JSON object; null when it is none, or too large. */
async function inputOf(request) {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LARGEST_INPUT) return null;
  }
  try {
    const input = JSON.parse(text);
    return typeof input === "object" && input !== null && !Array.isArray(input) ? input : null;
  } catch {
    return null;
  }
}

/** Answers with JSON; an answer that has begun already is broken off. */
export function answerJson(response, status, body) {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
