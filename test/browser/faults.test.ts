// Faults between a page and its relay, in a real browser: the page keeps its data, a notice names the problem and says
// that it is tried again, and after the fault the page shows an end that came meanwhile. The test moves the page's
// clock, so that an hour takes a moment.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WireFault } from "./faults/FaultSite";
import { endsWell, livesThrough, watchJob, type Case, type Fault } from "./faults/livesThrough";
import { answers, breaksOff, expiresOnce, garbles, holds, tellsOfAnother } from "./faults/wireFaults";
import { openBrowser } from "./openBrowser";
import { buildLivePage } from "./PushSite";

let browser: Browser;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  [browser, files] = await Promise.all([openBrowser(), buildLivePage("test/browser/faults/watchPage.tsx")]);
});
afterAll(() => browser?.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CANT_REACH = "Can’t reach the server. Trying again…";
const UNREADABLE = "The server’s answer can’t be read. Trying again…";
const BUSY = "The server is busy. Trying again…";
const PROBLEM = "The server has a problem. Trying again…";
const SLOW = "The server is taking too long to answer. Trying again…";
const OFFLINE = "You’re offline. Updates resume when you’re back.";
const PAGE_502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
const RETRY_AFTER_S = 60;

/** The server, or a proxy before it, does this to every request, and open streams break. */
function onTheWire(name: string, says: string, fault: WireFault): Fault {
  return {
    name,
    says,
    begin({ site }) {
      site.fault = fault;
      site.breakStreams();
    },
    end({ site }) {
      site.fault = null;
    },
  };
}

/** No answer comes before 20 s have passed, and the page does not wait that long. */
function slow(): Fault {
  let letGo = (): void => undefined;
  return {
    name: "answers that take 20 s",
    says: SLOW,
    begin({ site }) {
      const held = holds(site);
      letGo = held.letGo;
      site.fault = held.fault;
      site.breakStreams();
    },
    end({ site }) {
      site.fault = null;
      letGo();
    },
  };
}

/** No read is sent before it is due. */
async function keepsAway({ site, watcher }: Case): Promise<void> {
  const { length: before } = site.reads;
  // The notice appeared some seconds after the answer, and the machine's own time passes beside the simulated time.
  await watcher.pass((RETRY_AFTER_S / 2) * 1_000);
  expect(site.reads.length).toBe(before);
}

/** A poll comes when it is due, by the timers that run on, and no oftener than ever. */
async function keepsItsPace({ site, watcher }: Case): Promise<void> {
  const { length: before } = site.reads;
  await watcher.pass(64_000);
  expect(site.reads.length - before).toBeGreaterThanOrEqual(1);
  expect(site.reads.length - before).toBeLessThanOrEqual(32);
}

function setsTheClock(name: string, byMs: number): Fault {
  return { name, says: null, begin: ({ watcher }) => watcher.moveClock(byMs), during: keepsItsPace };
}

const FAULTS: readonly (() => Fault)[] = [
  () => ({
    name: "being offline",
    says: OFFLINE,
    async begin({ site, watcher }) {
      await watcher.context.setOffline(true);
      site.silenceStreams();
    },
    end: ({ watcher }) => watcher.context.setOffline(false),
    // Far sooner than the minute after which a pushed operation is polled.
    overWithinMs: 10_000,
  }),
  () => ({
    name: "a name that can't be resolved",
    says: CANT_REACH,
    async begin({ site, watcher }) {
      await watcher.page.route("**/api/longrun/**", (route) => route.abort("namenotresolved"));
      site.breakStreams();
    },
    end: ({ watcher }) => watcher.page.unroute("**/api/longrun/**"),
  }),
  () =>
    onTheWire(
      "a reset in the middle of an answer",
      CANT_REACH,
      breaksOff(({ socket }) => socket?.resetAndDestroy()),
    ),
  () =>
    onTheWire(
      "an answer that ends too early",
      CANT_REACH,
      breaksOff(({ socket }) => socket?.end()),
    ),
  slow,
  () => onTheWire("a 500", PROBLEM, answers(500, { "content-type": "text/plain" }, "Internal Server Error")),
  () => onTheWire("a 502 of a proxy's, in HTML", PROBLEM, answers(502, { "content-type": "text/html" }, PAGE_502)),
  () => ({
    ...onTheWire("a 429 with Retry-After", BUSY, answers(429, { "retry-after": String(RETRY_AFTER_S) }, "")),
    during: keepsAway,
  }),
  () => onTheWire("a 429 without Retry-After", BUSY, answers(429, {}, "")),
  () => onTheWire("an answer that is garbled", UNREADABLE, garbles),
  () => onTheWire("an answer about another job", UNREADABLE, tellsOfAnother),
  () => ({
    name: "a server that is started anew",
    says: CANT_REACH,
    begin: ({ site }) => site.stop(),
    end: ({ site }) => site.startAgain(),
  }),
  () => ({
    name: "a token that expires, and is renewed",
    says: null,
    begin({ site }) {
      site.fault = expiresOnce(site);
      site.breakStreams();
    },
  }),
  () => setsTheClock("a clock that is set a day ahead", DAY_MS),
  () => setsTheClock("a clock that is set a day back", -DAY_MS),
];

describe.each(["poll", "push"] as const)("a page that watches by %s lives through", (mode) => {
  const watch = (onTestFinished: (end: () => Promise<void>) => void): Promise<Case> =>
    watchJob({ browser, files, push: mode === "push", onTestFinished });

  const named = FAULTS.map((fault) => [fault().name, fault] as const);
  it.concurrent.for(named)("%s", async ([, fault], { onTestFinished }) => {
    await livesThrough(fault(), await watch(onTestFinished));
  });

  it.concurrent("an hour of sleep, and shows the end as soon as it wakes", async ({ onTestFinished }) => {
    const at = await watch(onTestFinished);
    at.site.silenceStreams();
    await at.site.complete(at.watcher.jobId);
    await at.watcher.sleep(HOUR_MS);
    await endsWell(at, 2_000);
  });

  it.concurrent("an hour of sleep that begins in the middle of a read", async ({ onTestFinished }) => {
    const at = await watch(onTestFinished);
    const { fault, letGo } = holds(at.site);
    at.site.fault = fault;
    at.site.breakStreams();
    await at.watcher.until(() => at.site.held === 1, 70_000);
    await at.site.complete(at.watcher.jobId);
    await at.watcher.sleep(HOUR_MS);
    at.site.fault = null;
    letGo();
    await endsWell(at, 5_000);
  });

  it.concurrent("a session that has ended, until somebody has signed in and asks again", async ({ onTestFinished }) => {
    const at = await watch(onTestFinished);
    const { site, watcher } = at;
    site.signOut();
    const error = "Your session has ended. Sign in and try again.";
    // The data is removed, because somebody else may be using the browser by now.
    expect(await watcher.until((screen) => screen.error !== "", 70_000)).toEqual({
      status: null,
      stage: "",
      notice: "",
      error,
    });
    await site.complete(watcher.jobId);
    const { length: reads } = site.reads;
    await watcher.pass(70_000);
    expect(site.reads.length).toBe(reads);
    site.signIn();
    await watcher.page.getByRole("button", { name: "Try again" }).click();
    await endsWell(at, 2_000);
  });
});
