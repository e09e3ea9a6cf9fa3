import type { Browser } from "playwright-core";
import { expect, vi } from "vitest";
import { FaultSite } from "./FaultSite";
import { Watcher, type Screen } from "./Watcher";

/** A page that watches a job, and all that is behind it. */
export interface Case {
  readonly site: FaultSite;
  readonly watcher: Watcher;
  /** What was on the screen when all was well. */
  readonly before: Screen;
}

export interface Fault {
  readonly name: string;
  /** What the screen says while it lasts; null where nobody need know. */
  readonly says: string | null;
  readonly begin: (at: Case) => Promise<void> | void;
  /** What else is so while it lasts, after its notice was shown. */
  readonly during?: (at: Case) => Promise<void> | void;
  readonly end?: (at: Case) => Promise<void> | void;
  /** The longest from its end to the end of the job on the screen, in ms. @default 70000 */
  readonly overWithinMs?: number;
}

const HOUR_MS = 3_600_000;
/** The longest rest after a read that failed is 36 s, and between two polls of what is pushed a minute. */
const SOON_MS = 70_000;
/** For what takes real time, on a machine that may be busy. */
const PATIENCE = { timeout: 20_000 };

interface Opening {
  readonly browser: Browser;
  readonly files: ReadonlyMap<string, string>;
  readonly push: boolean;
  readonly onTestFinished: (end: () => Promise<void>) => void;
}

/** A page, opened while all is well, that shows a job under way. */
export async function watchJob({ browser, files, push, onTestFinished }: Opening): Promise<Case> {
  const site = await FaultSite.start(files);
  const watcher = await Watcher.open(browser, site, push);
  onTestFinished(async () => {
    await watcher.close();
    await site.stop();
  });
  const before = await watcher.until(({ status }) => status === "running", SOON_MS);
  expect(before).toMatchObject({ status: "running", notice: "", error: "" });
  if (push) await vi.waitFor(() => expect(site.streams).toBe(1), PATIENCE);
  return { site, watcher, before };
}

/**
 * What was shown stays, and a notice says what is the matter; once that is over, the end that came meanwhile is shown
 * and told, once.
 */
export async function livesThrough({ says, begin, during, end, overWithinMs }: Fault, at: Case): Promise<void> {
  const { site, watcher, before } = at;
  await begin(at);
  if (says !== null) await seesTrouble(at, says);
  await during?.(at);
  await site.complete(watcher.jobId);
  if (says !== null) {
    await watcher.pass(5_000);
    expect(await watcher.screen()).toEqual({ ...before, notice: says });
  }
  await end?.(at);
  await endsWell(at, overWithinMs);
}

/** What was shown stays, and a notice says what is the matter. */
export async function seesTrouble({ watcher, before }: Case, says: string): Promise<void> {
  expect(await watcher.until(({ notice }) => notice === says, SOON_MS)).toEqual({ ...before, notice: says });
}

/** The end is shown, the app was told of it once, nothing complained, and nothing is asked any more. */
export async function endsWell({ site, watcher }: Case, withinMs: number = SOON_MS): Promise<void> {
  const after = await watcher.until(({ status }) => status === "completed", withinMs);
  expect(after).toMatchObject({ status: "completed", notice: "", error: "" });
  // A read that was waiting for its turn when the end was heard is sent all the same.
  await watcher.pass(2_000);
  const { length: reads } = site.reads;
  await watcher.pass(10_000);
  await watcher.sleep(HOUR_MS);
  expect(site.reads.length).toBe(reads);
  await vi.waitFor(() => expect(site.streams).toBe(0), PATIENCE);
  expect(await watcher.settled()).toEqual([{ jobId: watcher.jobId, outcome: "success", witnessed: true }]);
  expect(await watcher.complaints()).toEqual([]);
}
