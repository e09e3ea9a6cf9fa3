import { JOB_STAGES, jobStages, type JobKind } from "longrun";
import { describe, expect, test } from "vitest";

// What Layers documents, written out once more on purpose: a stage that is renamed here by mistake is a stage that no
// job is ever in.
const DOCUMENTED: Record<JobKind, string> = {
  project_ingest_github: "cloning analyzing generating_sdk_patch opening_pr finalizing",
  content_generate: "planning generating_visuals assembling finalizing",
  content_regenerate: "planning generating_visuals assembling finalizing",
  content_clone_from_post: "analyzing_source planning generating_visuals assembling finalizing",
  influencer_create: "generating_identity rendering_reference persisting",
  appstore_ingest: "scraping summarizing persisting",
};

const KINDS = Object.entries(DOCUMENTED).map(([kind, stages]) => ({ kind, stages: stages.split(" ") }));

/** `planning:done finalizing:current`, which is easier to read than a list of objects. */
function shown(job: Parameters<typeof jobStages>[0]): string {
  return jobStages(job)
    .map(({ stage, state }) => `${stage}:${state}`)
    .join(" ");
}

test("every documented kind has its stages in the documented order, and there is no other kind", () => {
  expect(JOB_STAGES).toEqual(Object.fromEntries(KINDS.map(({ kind, stages }) => [kind, stages])));
});

describe.each(KINDS)("$kind", ({ kind, stages }) => {
  test.each(stages.map((stage, at) => [stage, at] as const))(
    "in %s: what is behind it is done, what is ahead is upcoming",
    (stage, at) => {
      expect(jobStages({ kind, stage, outcome: null }).map(({ state }) => state)).toEqual(
        stages.map((_, index) => (index < at ? "done" : index === at ? "current" : "upcoming")),
      );
    },
  );

  test("that completed is done throughout, even when the answer names no stage", () => {
    for (const stage of [stages.at(-1), stages[0], null, undefined])
      expect(new Set(jobStages({ kind, stage, outcome: "success" }).map(({ state }) => state))).toEqual(
        new Set(["done"]),
      );
  });

  test("that failed did so in its last stage", () => {
    expect(
      jobStages({ kind, stage: stages[1], outcome: "failure" })
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(["done", "failed", "upcoming"]);
  });

  test("that was canceled was so in its last stage", () => {
    expect(
      jobStages({ kind, stage: stages[0], outcome: "canceled" })
        .map(({ state }) => state)
        .slice(0, 2),
    ).toEqual(["canceled", "upcoming"]);
  });
});

test("queued comes before all stages of the kind", () => {
  expect(shown({ kind: "appstore_ingest", stage: "queued", outcome: null })).toBe(
    "queued:current scraping:upcoming summarizing:upcoming persisting:upcoming",
  );
});

test("a stage that Layers adds tomorrow is shown, first, with the state it gives the job", () => {
  expect(shown({ kind: "appstore_ingest", stage: "translating", outcome: "failure" })).toBe(
    "translating:failed scraping:upcoming summarizing:upcoming persisting:upcoming",
  );
});

test("before the first stage all are upcoming", () => {
  for (const stage of [null, undefined, ""])
    expect(shown({ kind: "appstore_ingest", stage, outcome: null })).toBe(
      "scraping:upcoming summarizing:upcoming persisting:upcoming",
    );
});

test.each(["tiktok_lease", "", "constructor", "__proto__", "toString", undefined])(
  "of kind %j only the present stage is known",
  (kind) => {
    expect(shown({ kind, stage: "warming_up", outcome: null })).toBe("warming_up:current");
    expect(shown({ kind, stage: null, outcome: null })).toBe("");
  },
);

test("stages called like members of every object are stages", () => {
  expect(shown({ kind: "appstore_ingest", stage: "constructor", outcome: null })).toMatch(
    /^constructor:current scraping:upcoming/,
  );
});

test("what ended in part is not going on in any stage", () => {
  expect(shown({ kind: "appstore_ingest", stage: "summarizing", outcome: "partial" })).toBe(
    "scraping:done summarizing:done persisting:upcoming",
  );
});
