import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { createRelay, toNodeListener } from "longrun/server";
import { answersIn, type RawAnswer } from "../server/rawHttp";
import { KEY, runningJob, TUCO_KEY } from "../server/upstream";
import type { Random } from "./Random";
import { randomRequest, type RawRequest } from "./randomRequest";

const WEBHOOK_SECRET = "whsec_of_the_endpoint";
const GOOD: RawRequest = {
  bytes: Buffer.from(
    "GET /api/longrun/layers/v1/jobs/job_1 HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n",
  ),
  answers: 1,
};
/** Connections open at once. */
const AT_ONCE = 16;
/** How long to wait for all answers of a connection, in ms. */
const PATIENCE_MS = 8_000;

/** Sends bytes to a relay on node:http. @returns the failures, each with the number of its request */
export async function fuzzRequests(random: Random, count: number): Promise<string[]> {
  const problems: string[] = [];
  const note = (error: unknown): void =>
    void problems.push(
      `thrown where nobody hears: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  process.on("unhandledRejection", note).on("uncaughtException", note);
  const server = createServer(toNodeListener(relay()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const requests = Array.from({ length: count }, () => randomRequest(random));
  let at = 0;
  const sendSome = async (): Promise<void> => {
    while (at < requests.length && problems.length < 20) {
      const index = at++;
      const request = requests[index] ?? GOOD;
      problems.push(
        ...(await problemsWith(port, request)).map(
          (problem) => `request ${index} ${JSON.stringify(request.bytes.toString("latin1").slice(0, 300))}: ${problem}`,
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
  problems.push(...(await problemsWith(port, GOOD)).map((problem) => `at last, a plain read: ${problem}`));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  process.off("unhandledRejection", note).off("uncaughtException", note);
  return problems;
}

function relay() {
  const answer = (url: string): unknown =>
    url.includes("/jobs/")
      ? { ...runningJob("job_1"), accepted: true }
      : { success: true, status: "active", requestId: "lreq_1" };
  return createRelay({
    upstreams: { layers: { apiKey: KEY, webhookSecret: WEBHOOK_SECRET }, tuco: { apiKey: TUCO_KEY } },
    authorize: ({ request }) => request.headers.get("cookie") !== "none" && URL.canParse(request.url),
    fetch: (url) => Promise.resolve(Response.json(answer(String(url)))),
    onError: () => undefined,
    timeoutMs: 1_000,
    push: { maxAgeMs: 100, heartbeatMs: 50 },
  });
}

async function problemsWith(port: number, { bytes, answers: wanted }: RawRequest): Promise<string[]> {
  // A client that half-closes its connection gets no further answers: node:http treats it as gone.
  const received = await exchange(port, bytes, wanted === null);
  if (received === null) return ["the connection stayed open"];
  const text = received.toString("latin1");
  const answers = answersIn(received);
  const problems = answers.flatMap(problemsOf);
  if ([KEY, TUCO_KEY, WEBHOOK_SECRET].some((key) => text.includes(key))) problems.push("a key is in the answer");
  if (wanted !== null && answers.length !== wanted) problems.push(`${answers.length} answers for ${wanted} requests`);
  return problems;
}

function problemsOf({ status, head, body }: RawAnswer): string[] {
  if (status >= 500) return [`answered with ${status} ${body}`];
  // Refusals of node:http itself have no body; neither have answers to HEAD and 304s.
  if (status < 400 || body === "" || /^transfer-encoding/im.test(head)) return [];
  try {
    const { error } = JSON.parse(body) as { readonly error: Record<string, unknown> };
    if (
      /^[A-Z_]+$/.test(String(error["code"])) &&
      typeof error["message"] === "string" &&
      /^req_/.test(String(error["requestId"]))
    )
      return [];
  } catch {
    // Said below.
  }
  return [`${status} is not in the error's shape: ${body.slice(0, 200)}`];
}

/** Sends bytes. @returns everything that came back until the server closed the connection; null if it does not close */
function exchange(port: number, bytes: Buffer, isAll: boolean): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => (isAll ? socket.end(bytes) : socket.write(bytes)));
    const timer = setTimeout(() => {
      resolve(null);
      socket.destroy();
    }, PATIENCE_MS);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server may close the connection before it has read everything.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
  });
}
