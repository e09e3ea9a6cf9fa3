import { act } from "../../src/client/act";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createLongrunClient, jobOperation, OperationError } from "longrun";
import { afterEach, describe, expect, test, vi } from "vitest";
import { rejectionOf } from "./fakeFetch";
import { startServer } from "./startServer";

afterEach(() => {
  vi.useRealTimers();
});

const JOB = { jobId: "job_1" };
const BODY = JSON.stringify({ jobId: "job_1", kind: "content_generate", status: "running" });

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

async function reading(answer: Answering) {
  const server = await startServer(answer);
  const client = createLongrunClient({
    endpoints: { layers: { baseUrl: server.url, headers: { "x-key": "secret" } } },
  });
  return { server, read: () => client.read(jobOperation, JOB) };
}

test("a job is read over HTTP, with the endpoint's headers", async () => {
  const { server, read } = await reading((_, response) => response.setHeader("etag", '"1"').end(BODY));
  expect(await read()).toMatchObject({ jobId: "job_1", status: "running", etag: '"1"' });
  expect(
    server.requests.map(({ method, url, headers }) => ({ method, url, accept: headers.accept, key: headers["x-key"] })),
  ).toEqual([{ method: "GET", url: "/v1/jobs/job_1", accept: "application/json", key: "secret" }]);
});

describe("an answer that is not usable but may heal", () => {
  const answers: Record<string, Answering> = {
    "a page in place of JSON": (_, response) =>
      response.setHeader("content-type", "text/html").end("<!doctype html><title>Sign in</title>"),
    "JSON that breaks off": (_, response) => response.end(BODY.slice(0, 20)),
    "an empty 200": (_, response) => response.end(),
    "a 204": (_, response) => response.writeHead(204).end(),
    "a 205": (_, response) => response.writeHead(205).end(),
    null: (_, response) => response.end("null"),
    "a list": (_, response) => response.end(`[${BODY}]`),
    "text in quotes": (_, response) => response.end('"running"'),
    "bytes that are no text": (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x00, 0x80])),
  };

  test.each(Object.entries(answers))("%s", async (_, answer) => {
    const { read } = await reading(answer);
    expect(await rejectionOf(read())).toMatchObject({
      name: "OperationError",
      code: "INVALID_RESPONSE",
      operation: "layers.job",
      retryable: true,
    });
  });
});

describe("a connection that fails but may heal", () => {
  const answers: Record<string, Answering> = {
    "closed before any answer": (_, response) => void response.socket?.destroy(),
    "closed within the body": (_, response) => {
      response.writeHead(200, { "content-length": "5000" });
      response.write(BODY, () => response.socket?.destroy());
    },
    "closed within a chunked body": (_, response) => void response.write(BODY, () => response.socket?.destroy()),
    "what is not HTTP": (_, response) => void response.socket?.end("+OK POP3 ready\r\n"),
  };

  test.each(Object.entries(answers))("%s", async (_, answer) => {
    const { read } = await reading(answer);
    expect(await rejectionOf(read())).toMatchObject({
      name: "OperationError",
      code: "NETWORK",
      operation: "layers.job",
      retryable: true,
      cause: expect.any(Error),
    });
  });

  test("a server that is not there", async () => {
    const client = createLongrunClient({ endpoints: { layers: { baseUrl: "http://127.0.0.1:1" } } });
    expect(await rejectionOf(client.read(jobOperation, JOB))).toMatchObject({ code: "NETWORK", retryable: true });
  });
});

describe("a server that hangs is given up at the deadline, and its connection is closed", () => {
  const answers: Record<string, Answering> = {
    "before its headers": () => undefined,
    "within its headers": (_, response) => void response.socket?.write("HTTP/1.1 200 OK\r\ncontent-"),
    "before its body": (_, response) => response.writeHead(200, { "content-length": "5000" }).flushHeaders(),
    "within its body": (_, response) => void response.write(BODY),
  };

  test.each(Object.entries(answers))("%s", async (_, answer) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    let rejection: Promise<unknown> | undefined;
    const request = await new Promise<IncomingMessage>((resolve) => {
      void reading((asked, response) => {
        answer(asked, response);
        resolve(asked);
      }).then(({ read }) => {
        rejection = rejectionOf(read());
      });
    });
    const closed = new Promise((resolve) => request.once("close", resolve));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await rejection).toMatchObject({
      code: "TIMEOUT",
      operation: "layers.job",
      retryable: true,
      message: expect.stringContaining("no answer within 15000 ms"),
    });
    await closed;
  });
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "(%i) is not followed, so that no header reaches another server",
    async (status) => {
      const elsewhere = await startServer((_, response) => response.end(BODY));
      const { read } = await reading((_, response) =>
        response.writeHead(status, { location: `${elsewhere.url}/v1/jobs/job_1` }).end(),
      );
      expect(await rejectionOf(read())).toMatchObject({
        code: "INVALID_RESPONSE",
        httpStatus: status,
        retryable: true,
        message: expect.stringContaining("Redirects are not followed"),
      });
      expect(elsewhere.requests).toHaveLength(0);
    },
  );

  test("of which a browser says nothing is one as well", async () => {
    // A Response of type "opaqueredirect" can't be made by hand; what a browser shows of it is a status of 0 and no
    // body.
    const opaque = {
      status: 0,
      type: "opaqueredirect",
      headers: new Headers(),
      json: async () => JSON.parse(""),
    } as Response;
    const client = createLongrunClient({ fetch: async () => opaque });
    expect(await rejectionOf(client.read(jobOperation, JOB))).toMatchObject({
      code: "INVALID_RESPONSE",
      httpStatus: undefined,
      retryable: true,
      message: expect.stringContaining("Redirects are not followed"),
    });
  });
});

describe("a relative baseUrl on a server", () => {
  test("is a mistake that no retry mends, and the error says how to mend it", async () => {
    const error = await rejectionOf(createLongrunClient().read(jobOperation, JOB));
    expect(error).toBeInstanceOf(OperationError);
    expect(error).toMatchObject({
      code: "NETWORK",
      retryable: false,
      message: expect.stringMatching(/relative baseUrl.*createLongrunClient\(\{ endpoints \}\)/),
    });
  });

  test("is fine with a fetch that was passed in, so that its failures are failures of the network", async () => {
    const error = await rejectionOf(
      createLongrunClient({ fetch: () => Promise.reject(new TypeError("fetch failed")) }).read(jobOperation, JOB),
    );
    expect(error).toMatchObject({
      code: "NETWORK",
      retryable: true,
      message: expect.stringContaining("can't be reached"),
    });
  });
});

test("an action is one POST with a JSON body and its Idempotency-Key", async () => {
  const { requestLeaseAction } = await import("../../src/providers/actions");
  const chunks: string[] = [];
  const server = await startServer((request, response) => {
    request
      .setEncoding("utf8")
      .on("data", (chunk: string) => chunks.push(chunk))
      .on("end", () => response.writeHead(202).end('{"requestId":"lreq_1","extra":1}'));
  });
  const client = createLongrunClient({ endpoints: { layers: { baseUrl: server.url } } });
  const body = { count: 5, niche: { vertical: "coffee" } };
  expect(await act(client, requestLeaseAction, { projectId: "prj_1" }, { body, idempotencyKey: "k-1" })).toEqual({
    requestId: "lreq_1",
    extra: 1,
  });
  expect(
    server.requests.map(({ method, url, headers }) => [
      method,
      url,
      headers["content-type"],
      headers["idempotency-key"],
    ]),
  ).toEqual([["POST", "/v1/projects/prj_1/leased-accounts/request", "application/json", "k-1"]]);
  expect(JSON.parse(chunks.join(""))).toEqual(body);
});
