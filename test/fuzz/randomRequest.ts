import type { Random } from "./Random";
import { randomText } from "./randomJson";

/** Bytes for a server, and the expected answers. */
export interface RawRequest {
  readonly bytes: Buffer;
  /**
   * The number of answers; null if the bytes are no complete requests, so that only the answers that come are checked.
   */
  readonly answers: number | null;
}

const METHODS = ["GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"];
const HOSTS = [
  "app.example",
  "app.example:3000",
  "localhost",
  "[::1]:80",
  "127.0.0.1",
  "",
  "/",
  "\\",
  "a b",
  "256.256.256.256",
  "a@b",
  "a?b",
  "a#b",
  "app.example:99999",
  "xn--",
  "%41",
  "[",
  "..",
  "é",
];
const PATHS = [
  "/api/longrun/layers/v1/jobs/job_1",
  "/api/longrun/layers/v1/jobs/job_1/cancel",
  "/api/longrun/layers/v1/projects/p/leased-accounts/request",
  "/api/longrun/tuco/api/line-requests/l1",
  "/api/longrun/events?watch=layers/v1/jobs/job_1",
  "/api/longrun/webhooks/layers",
  "/api/longrun/layers/v1/jobs/..",
  "/api/longrun",
  "/",
  "*",
  "//evil.example/",
  "http://evil.example/",
  "?",
  "#",
];
const BODIES = [
  "",
  "{}",
  "[]",
  "null",
  "{",
  '{"action":"cancel"}',
  '{"count":1,"niche":{"vertical":"x"}}',
  `{"count":1,"niche":{"vertical":"x"},"target":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  "x".repeat(70_000),
  '{"__proto__":{"a":1}}',
];
const HEADERS = [
  "Content-Type: application/json",
  "Content-Type: text/plain",
  "Origin: http://evil.example",
  "Sec-Fetch-Site: cross-site",
  "Sec-Fetch-Site: same-origin",
  'If-None-Match: "x", W/"y", *',
  "If-None-Match: \xff",
  "Cache-Control: max-age=99999999999999999999",
  "Cookie: a=1; __proto__=2",
  "Last-Event-ID: 00000000.999999999999999",
  "X-Layers-Signature: t=1,v1=00",
  `X-Layers-Signature: t=1,v1=${"0".repeat(64)}`,
  "Connection: upgrade",
  "Upgrade: websocket",
  "Expect: 100-continue",
  "__proto__: x",
  "constructor: x",
  `X-Long: ${"x".repeat(2_000)}`,
];

/** One request or several in a row; valid, or malformed. */
export function randomRequest(random: Random): RawRequest {
  const isWhole = random.isOneIn(2);
  const count = random.isOneIn(6) ? 2 + random.below(3) : 1;
  const parts = Array.from({ length: count }, (_, index) =>
    isWhole ? wholeRequest(random, index === count - 1) : anyRequest(random),
  );
  const bytes = Buffer.from(parts.join(""), "latin1");
  if (isWhole) return { bytes, answers: count };
  if (random.isOneIn(3)) return { bytes: bytes.subarray(0, random.below(bytes.length + 1)), answers: null };
  if (random.isOneIn(4))
    for (let flips = random.below(4); flips >= 0; flips -= 1) bytes[random.below(bytes.length)] = random.below(256);
  return { bytes, answers: null };
}

/** A request that HTTP allows, even if it makes no sense; the last one closes the connection. */
function wholeRequest(random: Random, isLast: boolean): string {
  const target = random.of(PATHS.filter((path) => path.startsWith("/api/") && !path.includes("/events")));
  const body = random.of(BODIES);
  const headers = random
    .many(4, () => random.of(HEADERS))
    .filter((header) => !/^(Connection|Upgrade|Expect)/.test(header));
  const close = isLast ? "Connection: close\r\n" : "";
  return `${random.of(METHODS)} ${target} HTTP/1.1\r\nHost: ${random.of(HOSTS.slice(0, 5))}\r\n${lines(headers)}${close}Content-Length: ${body.length}\r\n\r\n${body}`;
}

function anyRequest(random: Random): string {
  const method = random.isOneIn(9) ? randomText(random) : random.of([...METHODS, "CONNECT"]);
  const target = random.isOneIn(5)
    ? randomText(random)
    : random.of(PATHS) + (random.isOneIn(4) ? randomText(random) : "");
  const hosts = random.isOneIn(8)
    ? []
    : Array.from(
        { length: random.isOneIn(9) ? 2 : 1 },
        () => `Host: ${random.isOneIn(5) ? randomText(random) : random.of(HOSTS)}`,
      );
  const body = random.of(BODIES);
  const length = random.of([
    [],
    [`Content-Length: ${body.length}`],
    [`Content-Length: ${random.below(200_000)}`],
    ["Transfer-Encoding: chunked"],
    ["Content-Length: -1"],
  ]);
  const chunked =
    length[0] === "Transfer-Encoding: chunked" ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  const others = random.many(6, () =>
    random.isOneIn(6) ? `${randomText(random)}: ${randomText(random)}` : random.of(HEADERS),
  );
  const head = `${method} ${target} ${random.of(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", ""])}\r\n${lines([...hosts, ...others, ...length])}`;
  return `${head}${random.isOneIn(2) ? "Connection: close\r\n" : ""}\r\n${chunked}`;
}

function lines(headers: readonly string[]): string {
  return headers.map((header) => `${header}\r\n`).join("");
}
