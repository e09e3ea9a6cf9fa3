import type { ServerResponse } from "node:http";
import { createRelay, type RelayIncident, type RelayOptions } from "longrun/server";
import { describe, expect, it, vi } from "vitest";
import { errorOf, json, KEY, runningJob, serve, upstreamOf, type Upstream } from "./upstream";

function ask(upstream: Upstream, options: Partial<RelayOptions> = {}) {
  const incidents: RelayIncident[] = [];
  const relay = createRelay({
    upstreams: { layers: { apiKey: KEY, baseUrl: upstream.url } },
    authorize: () => true,
    onError: (incident) => incidents.push(incident),
    timeoutMs: 200,
    ...options,
  });
  const read = () => relay.handle(new Request("https://app.example/api/longrun/layers/v1/jobs/job_1"));
  const cancel = () =>
    relay.handle(
      new Request("https://app.example/api/longrun/layers/v1/jobs/job_1/cancel", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      }),
    );
  return { read, cancel, incidents };
}

it.each([301, 302, 303, 307, 308])("a redirect (%i) is not followed: the key goes nowhere else", async (status) => {
  let stolen = 0;
  const thief = await serve((_, response) => {
    stolen += 1;
    json(response, 200, runningJob("job_1"));
  });
  const upstream = await upstreamOf((_, response) => {
    response.writeHead(status, { location: `${thief.url}/v1/jobs/job_1` });
    response.end();
  });
  const { read, cancel } = ask(upstream);
  for (const response of [await read(), await cancel()]) {
    expect([response.status, (await errorOf(response)).code]).toEqual([502, "INVALID_RESPONSE"]);
    expect(response.headers.has("location")).toBe(false);
  }
  expect(stolen).toBe(0);
});

describe("an upstream that echoes the key", () => {
  const escaped = (text: string): string =>
    [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  it.each<[string, (response: ServerResponse) => void]>([
    [
      "in a field",
      (response) => json(response, 200, runningJob("job_1", { debug: { authorization: `Bearer ${KEY}` } })),
    ],
    ["in a failure", (response) => json(response, 500, { error: { code: "INTERNAL", message: `bad key ${KEY}` } })],
    ["in a refusal", (response) => json(response, 404, { error: { code: "NOT_FOUND", message: KEY } })],
    ["in a header", (response) => json(response, 200, runningJob("job_1"), { "x-request-id": KEY })],
    ["in a header's name", (response) => json(response, 200, runningJob("job_1"), { [`x-ratelimit-${KEY}`]: "1" })],
    ["in its tag", (response) => json(response, 200, runningJob("job_1"), { etag: `"${KEY}"` })],
    [
      "escaped as JSON may",
      (response) => json(response, 200, `{"jobId":"job_1","status":"running","kind":"x","debug":"${escaped(KEY)}"}`),
    ],
    [
      "escaped as a URL may",
      (response) =>
        json(
          response,
          200,
          runningJob("job_1", {
            next: `https://x.example/?key=${[...KEY].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("")}`,
          }),
        ),
    ],
    ["in a page", (response) => response.writeHead(200, { "content-type": "text/html" }).end(`<pre>${KEY}</pre>`)],
  ])("%s gives it to nobody, and to no log", async (_, answer) => {
    const upstream = await upstreamOf((_seen, response) => answer(response));
    const { read, cancel, incidents } = ask(upstream);
    for (const response of [await read(), await cancel()]) {
      const text = JSON.stringify([...response.headers]) + (await response.text());
      expect(response.status).toBeGreaterThanOrEqual(500);
      expect(decodeURIComponent(text)).not.toContain(KEY);
      expect(text.toLowerCase()).not.toContain(KEY.toLowerCase());
      expect(JSON.stringify(JSON.parse(text.slice(text.indexOf("]]") + 2)))).not.toContain(KEY);
    }
    expect(JSON.stringify(incidents)).not.toContain(KEY);
  });
});

describe("an upstream that sends too much", () => {
  it.each<[string, Record<string, string>]>([
    ["and says so", { "content-length": String(100 * 1_048_576) }],
    ["and does not say so", {}],
  ])("%s is cut off at the limit", async (_, headers) => {
    let sent = 0;
    const upstream = await upstreamOf((_seen, response) => {
      response.writeHead(200, { "content-type": "application/json", ...headers });
      const chunk = Buffer.alloc(65_536, " ");
      const more = (): void => {
        while (sent < 100 * 1_048_576 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const response = await ask(upstream, { timeoutMs: 5_000 }).read();
    expect([response.status, (await errorOf(response)).message]).toEqual([
      502,
      "layers.job: the upstream's answer is larger than 1048576 bytes.",
    ]);
    await vi.waitFor(() => expect(upstream.aborted.length).toBe(1), 10_000);
    // What the sockets' buffers hold between the two, and no more.
    expect(sent).toBeLessThan(20 * 1_048_576);
  });

  it("packed small is counted as it comes out", async () => {
    const { gzipSync } = await import("node:zlib");
    const bomb = gzipSync(Buffer.alloc(50 * 1_048_576, " "));
    const upstream = await upstreamOf((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(bomb);
    });
    expect((await errorOf(await ask(upstream, { timeoutMs: 5_000 }).read())).message).toMatch(
      /larger than 1048576 bytes/,
    );
  });
});

it.each<[string, (response: ServerResponse) => void]>([
  ["never answers", () => undefined],
  ["answers and never ends", (response) => response.writeHead(200, { "content-type": "application/json" }).write("{")],
  [
    "drips for ever",
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    },
  ],
])("an upstream that %s is given up on, and its connection closed", async (_, answer) => {
  const upstream = await upstreamOf((_seen, response) => answer(response));
  const { read, cancel } = ask(upstream);
  for (const response of [await read(), await cancel()])
    expect([response.status, (await errorOf(response)).code]).toEqual([504, "TIMEOUT"]);
  await vi.waitFor(() => expect(upstream.aborted).toHaveLength(2), 10_000);
});

it.each<[string, (response: ServerResponse) => void]>([
  [
    "cuts its answer short",
    (response) => void response.writeHead(200, { "content-length": "100" }).write("{", () => response.destroy()),
  ],
  ["answers 204", (response) => response.writeHead(204).end()],
  ["answers a 304 that nobody asked for", (response) => response.writeHead(304, { etag: '"x"' }).end()],
  ["answers with a list", (response) => json(response, 200, [])],
  ["answers with a status that is no word", (response) => json(response, 200, { ...runningJob("job_1"), status: 7 })],
])("an upstream that %s is a 502", async (_, answer) => {
  const upstream = await upstreamOf((_seen, response) => answer(response));
  const response = await ask(upstream).read();
  expect([response.status, ["NETWORK", "INVALID_RESPONSE"].includes((await errorOf(response)).code)]).toEqual([
    502,
    true,
  ]);
});

it("an answer with __proto__ in it changes nothing but itself", async () => {
  const upstream = await upstreamOf((_, response) =>
    json(response, 200, '{"jobId":"job_1","kind":"x","status":"running","__proto__":{"polluted":true}}'),
  );
  expect((await ask(upstream).read()).status).toBe(200);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
