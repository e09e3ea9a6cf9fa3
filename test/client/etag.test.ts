import { createLongrunClient, jobOperation } from "longrun";
import { expect, test } from "vitest";
import { fakeFetch, jobAnswer, rejectionOf, type FakeFetch } from "./fakeFetch";

const JOB = { jobId: "job_1" };
const NOT_MODIFIED = (): Response => new Response(null, { status: 304 });

function reading({ fetch }: FakeFetch) {
  const client = createLongrunClient({ endpoints: { layers: { baseUrl: "https://relay.example" } }, fetch });
  // Polls of one job keep a second's distance, which is the gate's test and not this one's.
  return (known?: Awaited<ReturnType<typeof client.read<typeof jobOperation>>>) =>
    client.read(jobOperation, JOB, { known, gapMs: 0 });
}

test("an ETag is sent back only with the value it came with", async () => {
  const fake = fakeFetch((_, index) => jobAnswer({}, { etag: `"${index}"` }));
  const read = reading(fake);
  const known = await read();
  await read();
  await read(known);
  expect(fake.sent.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, null, '"0"']);
});

test("a 304 gives back the very same object", async () => {
  const fake = fakeFetch((_, index) => (index === 0 ? jobAnswer({}, { etag: 'W/"a"' }) : NOT_MODIFIED()));
  const read = reading(fake);
  const known = await read();
  expect(await read(known)).toBe(known);
  expect(await read(known)).toBe(known);
});

test("a value that was stored and read again still has its ETag", async () => {
  const fake = fakeFetch((_, index) => (index === 0 ? jobAnswer({}, { etag: '"a"' }) : NOT_MODIFIED()));
  const read = reading(fake);
  const known = JSON.parse(JSON.stringify(await read())) as Awaited<ReturnType<typeof read>>;
  expect(await read(known)).toBe(known);
  expect(fake.sent[1]?.headers.get("if-none-match")).toBe('"a"');
});

test("a changed answer is a new value with a new ETag", async () => {
  const fake = fakeFetch((_, index) => jobAnswer({ progress: index / 10 }, { etag: `"${index}"` }));
  const read = reading(fake);
  const known = await read();
  expect(await read(known)).toMatchObject({ progress: 0.1, etag: '"1"' });
  expect(known).toMatchObject({ progress: 0, etag: '"0"' });
});

test("a value without an ETag asks without one", async () => {
  const fake = fakeFetch(() => jobAnswer({ etag: "body" }));
  const read = reading(fake);
  await read(await read());
  expect(fake.sent[1]?.headers.has("if-none-match")).toBe(false);
});

test.each([false, true])(
  "a 304 that nobody asked for is no answer (a value without ETag at hand: %s)",
  async (hasValue) => {
    const fake = fakeFetch((_, index) => (hasValue && index === 0 ? jobAnswer() : NOT_MODIFIED()));
    const read = reading(fake);
    const known = hasValue ? await read() : undefined;
    expect(await rejectionOf(read(known))).toMatchObject({
      code: "INVALID_RESPONSE",
      retryable: true,
      message: expect.stringContaining("304 that nobody asked for"),
    });
  },
);

test("the browser's own cache is left out, since it would answer in the server's place", async () => {
  const fake = fakeFetch(() => jobAnswer());
  await reading(fake)();
  expect(fake.sent[0]?.init.cache).toBe("no-store");
});
