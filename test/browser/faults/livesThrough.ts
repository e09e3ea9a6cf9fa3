import type { Browser } from "playwright-core";
import { expect, vi } from "vitest";
import { FaultSite } from "./FaultSite";
import { Watcher, type Screen } from "./Watcher";

/** A page that watches a job, with its servers. */
export interface Case {
  readonly site: FaultSite;
  readonly watcher: Watcher;
  /** The screen before the fault. */
  readonly before: Screen;
}

export interface Fault {
  readonly name: string;
  /** The notice during the fault; null for none. */
  readonly says: string | null;
  readonly begin: (at: Case) => Promise<void> | void;
  /** Further checks during the fault, after the notice. */
  readonly during?: (at: Case) => Promise<void> | void;
  readonly end?: (at: Case) => Promise<void> | void;
  /** The longest time from the end of the fault until the screen shows the job's end, in ms. @default 70000 */
  readonly overWithinMs?: number;
}

const HOUR_MS = 3_600_000;
/** The longest delay after a failed read is 36 s, and between two polls of a pushed operation a minute. */
const SOON_MS = 70_000;
/** A timeout in real time, for a machine that may be busy. */
const PATIENCE = { timeout: 20_000 };

interface Opening {
  readonly browser: Browser;
  readonly files: ReadonlyMap<string, string>;
  readonly push: boolean;
  readonly onTestFinished: (end: () => Promise<void>) => void;
}

/** A page, opened without a fault, that shows a running job. */
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
 * Checks that the data stays and a notice names the problem; and that after the fault the page shows the job's end and
 * calls `onSettled` once.
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

/** Checks that the data stays and a notice names the problem. */
export async function seesTrouble({ watcher, before }: Case, says: string): Promise<void> {
  expect(await watcher.until(({ notice }) => notice === says, SOON_MS)).toEqual({ ...before, notice: says });
}

/** Checks that the end is shown, `onSettled` ran once, the console is empty, and no more reads are sent. */
export async function endsWell({ site, watcher }: Case, withinMs: number = SOON_MS): Promise<void> {
  const after = await watcher.until(({ status }) => status === "completed", withinMs);
  expect(after).toMatchObject({ status: "completed", notice: "", error: "" });
  // A read that was waiting for its turn when the end arrived is still sent.
  await watcher.pass(2_000);
  const { length: reads } = site.reads;
  await watcher.pass(10_000);
  await watcher.sleep(HOUR_MS);
  expect(site.reads.length).toBe(reads);
  await vi.waitFor(() => expect(site.streams).toBe(0), PATIENCE);
  expect(await watcher.settled()).toEqual([{ jobId: watcher.jobId, outcome: "success", witnessed: true }]);
  expect(await watcher.complaints()).toEqual([]);
}
