// Streaming from a server: a suspended read is awaited there, and the HTML comes with its data.
import { dehydrate, hydrate, QueryClientProvider, useSuspenseQuery, type DehydratedState } from "@tanstack/react-query";
import { jobOptions, LongrunProvider } from "longrun";
import { PassThrough } from "node:stream";
import { Suspense, type ReactElement } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pass, renderIn, setUp, type WatchSetup } from "./renderWatch";
import { completed, running, type Script } from "./scriptedServer";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function Status({ setup }: { readonly setup: WatchSetup }): ReactElement {
  return <p>{useSuspenseQuery(jobOptions("job_1", setup.client)).data.status}</p>;
}

const page = (setup: WatchSetup): ReactElement => (
  <QueryClientProvider client={setup.queryClient}>
    <LongrunProvider client={setup.client}>
      <Suspense fallback={<p>loading</p>}>
        <Status setup={setup} />
      </Suspense>
    </LongrunProvider>
  </QueryClientProvider>
);

async function stream(script: Script): Promise<{ html: string; setup: WatchSetup; errors: unknown[] }> {
  const setup = setUp(script);
  const errors: unknown[] = [];
  const out = new PassThrough();
  let html = "";
  out.on("data", (chunk: Buffer) => (html += chunk.toString()));
  const { pipe } = renderToPipeableStream(page(setup), { onError: (error) => void errors.push(error) });
  pipe(out);
  await vi.advanceTimersByTimeAsync(60_000);
  return { html, setup, errors };
}

test("a job is read once on the server and streamed when it is there; the server polls nothing", async () => {
  const { html, setup, errors } = await stream({ body: running("job_1"), afterMs: 500 });
  expect(html).toContain("<p>running</p>");
  expect(errors).toEqual([]);
  expect(setup.server.requests).toHaveLength(1);
});

test("what the server read is found in the browser by the same key, and settled work is not read again", async () => {
  // React complains of one process that renders for a server and for a browser, which only a test does.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { setup } = await stream({ body: completed("job_1") });
  const browser = setUp({ body: running("job_1") });
  hydrate(browser.queryClient, JSON.parse(JSON.stringify(dehydrate(setup.queryClient))) as DehydratedState);
  const view = renderIn(browser, page(browser));
  expect(view.container.textContent).toBe("completed");
  await pass(600_000);
  expect(browser.server.requests).toEqual([]);
});

test("a read that fails on the server leaves the fallback, and the error says what to do", async () => {
  const { html, errors } = await stream({ lost: true });
  expect(html).toContain("loading");
  expect(errors).toEqual([expect.objectContaining({ code: "NETWORK", operation: "layers.job" })]);
});
