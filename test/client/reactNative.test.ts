// What React Native has of the platform, as its setUpXHR.js and Blob/URL.js give it: signals of abort-controller 3, a
// URL without canParse, no location.
import { createLongrunClient, jobOperation, lineRequestOperation, waitFor } from "longrun";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import jobCompleted from "../fixtures/job-completed.json";

/** As abort-controller 3: an aborted signal has no reason and no throwIfAborted. */
class OldAbortController {
  readonly signal: EventTarget & { aborted: boolean } = Object.assign(new EventTarget(), { aborted: false });

  abort(): void {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.dispatchEvent(new Event("abort"));
  }
}

beforeEach(() => {
  vi.stubGlobal("AbortController", OldAbortController);
  vi.stubGlobal(
    "URL",
    class extends URL {
      static override canParse = undefined as never;
    },
  );
  for (const name of ["location", "document", "EventSource", "DOMException", "crypto"]) vi.stubGlobal(name, undefined);
});
afterEach(() => vi.unstubAllGlobals());

const endpoints = {
  layers: { baseUrl: "https://app.test/api/longrun/layers" },
  tuco: { baseUrl: "https://app.test/api/longrun/tuco" },
};
const answering =
  (body: unknown): typeof fetch =>
  async () =>
    Response.json(body);

test("reads a job, and waits for its end", async () => {
  const client = createLongrunClient({ endpoints, fetch: answering(jobCompleted), push: true });
  expect(await waitFor(jobOperation, { jobId: jobCompleted.jobId }, { client })).toMatchObject({
    jobId: jobCompleted.jobId,
    outcome: "success",
  });
});

test("keeps a line's payment link", async () => {
  const lineRequestId = "lr_1234567890";
  const client = createLongrunClient({
    endpoints,
    fetch: answering({ lineRequestId, status: "awaiting_payment", paymentUrl: "https://pay.test/1" }),
  });
  expect(await client.read(lineRequestOperation, { lineRequestId })).toMatchObject({
    paymentUrl: "https://pay.test/1",
  });
});

test("ends a read whose caller has gone, as an abort", async () => {
  const gone = new AbortController();
  const client = createLongrunClient({ endpoints, fetch: answering(jobCompleted) });
  const read = client.read(jobOperation, { jobId: "job_1" }, { signal: gone.signal });
  gone.abort();
  await expect(read).rejects.toMatchObject({ name: "AbortError" });
});

test("still refuses an endpoint that is no URL", () => {
  expect(() => createLongrunClient({ endpoints: { layers: { baseUrl: "https://" } } })).toThrow(TypeError);
});
