// Faults between the relay and the service, as a page sees them in a real browser: for five minutes the relay serves
// cached answers, and the page shows no notice; after that a notice names the problem. After the fault the page shows
// an end that came meanwhile.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../src/testing";
import { endsWell, seesTrouble, watchJob } from "./faults/livesThrough";
import { openBrowser } from "./openBrowser";
import { buildLivePage } from "./PushSite";

let browser: Browser;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  [browser, files] = await Promise.all([openBrowser(), buildLivePage("test/browser/faults/watchPage.tsx")]);
});
afterAll(() => browser?.close());

/** How long the relay serves cached answers. */
const STALE_FOR_MS = 300_000;
const OTHER = { jobId: "job_of_somebody_else", kind: "content_generate", status: "completed", progress: 1 };

const PROBLEM = "The server has a problem. Trying again…";
const UNREADABLE = "The server’s answer can’t be read. Trying again…";
const BUSY = "The server is busy. Trying again…";
const SLOW = "The server is taking too long to answer. Trying again…";
const CANT_REACH = "Can’t reach the server. Trying again…";

const FAULTS: readonly (readonly [name: string, fault: Fault, says: string])[] = [
  ["is not reached", { drop: true }, CANT_REACH],
  ["breaks an answer off", { truncate: true }, CANT_REACH],
  ["never answers", { hang: true }, SLOW],
  ["answers 500", { status: 500 }, PROBLEM],
  ["has a proxy that answers 502 in HTML", { status: 502, garble: "html" }, PROBLEM],
  ["answers 429 with Retry-After", { rateLimited: 20 }, BUSY],
  ["answers 429 without Retry-After", { status: 429 }, BUSY],
  ["answers with a page in place of JSON", { garble: "html" }, UNREADABLE],
  ["sends half of the JSON", { garble: "half" }, UNREADABLE],
  ["answers about another job", { body: JSON.stringify(OTHER) }, UNREADABLE],
  ["does not know the relay's key for a while", { status: 401 }, PROBLEM],
];

describe.each(["poll", "push"] as const)("a page that watches by %s lives through a service that", (mode) => {
  it.concurrent.for(FAULTS)("%s", async ([, fault, says], { onTestFinished }) => {
    const at = await watchJob({ browser, files, push: mode === "push", onTestFinished });
    const { site, watcher, before } = at;
    site.loseWebhooks();
    site.simulator.faults.set(fault);
    await site.complete(watcher.jobId);
    await watcher.pass(64_000);
    expect(await watcher.screen()).toEqual(before);

    // Without visitors the relay did not read for that long.
    site.aheadMs += STALE_FOR_MS;
    await seesTrouble(at, says);

    site.simulator.faults.clear();
    await endsWell(at);
  });

  it.concurrent("is down, and tells of the end by a webhook all the same", async ({ onTestFinished }) => {
    const at = await watchJob({ browser, files, push: mode === "push", onTestFinished });
    at.site.simulator.faults.set({ status: 503 });
    await at.watcher.pass(10_000);
    await at.site.complete(at.watcher.jobId);
    await endsWell(at);
  });
});
