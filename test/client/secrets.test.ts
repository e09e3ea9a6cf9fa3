import { act } from "../../src/client/act";
import { inspect } from "node:util";
import {
  createLongrunClient,
  jobOperation,
  leaseRequestOperation,
  lineRequestOperation,
  OperationError,
  type Endpoint,
} from "longrun";
import { describe, expect, test } from "vitest";
import { cancelJobAction, createLineRequestAction } from "../../src/providers/actions";
import { fakeFetch, rejectionOf } from "./fakeFetch";
import { startServer } from "./startServer";

// What must never stand in a message. The bodies below repeat the key in every place where a server could put it.
const KEY = "lp_live_01HX9Y6K7EJ4T2_4QZpN";
const BODY_WORD = "bodyword";
const HEADER_WORD = "headerword";

const HEADERS: Record<string, Endpoint["headers"]> = {
  "fixed headers": { authorization: `Bearer ${KEY}`, "x-tenant": HEADER_WORD },
  "a headers function": async () => ({ authorization: `Bearer ${KEY}`, "x-tenant": HEADER_WORD }),
};

const TOLD = `${KEY} ${BODY_WORD}`;

/** Bodies that a hostile or careless server answers with, JSON and not. */
const BODIES: readonly string[] = [
  TOLD,
  `<!doctype html><title>${TOLD}</title>`,
  `{"error":"${TOLD}","code":"${TOLD}"}`,
  JSON.stringify({ error: { code: TOLD, message: TOLD, requestId: TOLD, details: { [TOLD]: TOLD } } }),
  JSON.stringify({ error: { code: KEY, message: TOLD, data: TOLD } }),
  JSON.stringify({ success: false, status: TOLD, message: TOLD, redirect: TOLD }),
  JSON.stringify({ jobId: TOLD, requestId: TOLD, kind: TOLD, status: TOLD, line: { _id: TOLD } }),
  JSON.stringify({ jobId: { [TOLD]: TOLD }, requestId: [TOLD], status: { [BODY_WORD]: KEY } }),
  JSON.stringify([TOLD]),
  JSON.stringify(TOLD),
  `{"${TOLD}": ${TOLD}`,
];

const STATUSES = [
  200, 201, 202, 206, 300, 302, 400, 401, 402, 403, 404, 408, 409, 410, 418, 422, 425, 429, 500, 502, 503, 599,
];

const ANSWER_HEADERS = {
  "x-request-id": TOLD,
  "retry-after": TOLD,
  "x-ratelimit-limit": TOLD,
  "x-ratelimit-reset": TOLD,
  etag: `"${TOLD}"`,
  location: `https://x.example/${KEY}/${BODY_WORD}`,
  "www-authenticate": TOLD,
};

function expectNoSecret(error: unknown): void {
  expect(error).toBeInstanceOf(OperationError);
  if (!(error instanceof OperationError)) return;
  expect(
    `${error.message}\n${String(error)}\n${error.stack ?? ""}\n${error.code}\n${error.requestId ?? ""}`,
  ).not.toMatch(new RegExp(`${KEY}|${BODY_WORD}|${HEADER_WORD}`));
  // Loggers print the chain of causes.
  expect(inspect(error.cause, { depth: 5 })).not.toMatch(new RegExp(`${KEY}|${BODY_WORD}|${HEADER_WORD}`));
}

describe.each(Object.entries(HEADERS))("with %s", (_, headers) => {
  function calls(fetch: typeof globalThis.fetch) {
    const endpoint: Endpoint = { baseUrl: "https://relay.example", headers };
    const make = () => createLongrunClient({ endpoints: { layers: endpoint, tuco: endpoint }, fetch });
    return [
      () => make().read(jobOperation, { jobId: "job_1" }),
      () => make().read(leaseRequestOperation, { projectId: "prj_1", requestId: "lreq_1" }),
      () => make().read(lineRequestOperation, { lineRequestId: "1" }),
      () => act(make(), cancelJobAction, { jobId: "job_1" }, { body: { note: TOLD }, idempotencyKey: HEADER_WORD }),
      () => act(make(), createLineRequestAction, {}, { body: { firstName: BODY_WORD }, idempotencyKey: HEADER_WORD }),
    ];
  }

  test.each(STATUSES)(
    "no answer of HTTP %i puts a key, a header or a word of its body into an error",
    async (status) => {
      for (const body of BODIES) {
        for (const call of calls(fakeFetch(() => new Response(body, { status, headers: ANSWER_HEADERS })).fetch)) {
          // What is taken as an answer is no error at all.
          const error = await call().then(
            () => null,
            (reason: unknown) => reason,
          );
          if (error !== null) expectNoSecret(error);
        }
      }
    },
  );

  test("nor does a connection that fails", async () => {
    const server = await startServer((_request, response) => void response.socket?.destroy());
    for (const baseUrl of [server.url, "http://127.0.0.1:1"]) {
      const client = createLongrunClient({ endpoints: { layers: { baseUrl, headers } } });
      expectNoSecret(await rejectionOf(client.read(jobOperation, { jobId: "job_1" })));
    }
  });

  test("nor does an id that is none", async () => {
    const client = createLongrunClient({ endpoints: { layers: { baseUrl: "https://relay.example", headers } } });
    expectNoSecret(await rejectionOf(client.read(jobOperation, { jobId: `../${TOLD}` })));
  });
});

test("nor do headers that can't be sent", async () => {
  const client = createLongrunClient({
    endpoints: {
      layers: {
        baseUrl: "https://relay.example",
        headers: () => ({ authorization: `Bearer ${KEY}\n`, "x-bad": `${KEY}\u0000` }),
      },
    },
  });
  expectNoSecret(await rejectionOf(client.read(jobOperation, { jobId: "job_1" })));
});
