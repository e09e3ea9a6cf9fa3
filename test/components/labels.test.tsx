import { render, screen } from "@testing-library/react";
import {
  arabic,
  english,
  german,
  japanese,
  JobProgress,
  JobStatusBadge,
  LeaseRequestCard,
  LongrunProvider,
  OperationError,
  spanish,
  type Labels,
} from "longrun";
import { describe, expect, test } from "vitest";
import { formatsOf } from "../../src/components/labels/formats";
import { humanize } from "../../src/components/labels/humanize";
import { makeWords } from "../../src/components/labels/Words";
import { completedJob, partialLease, runningJob } from "../../stories/values";

const LANGUAGES = { de: german, es: spanish, ja: japanese, ar: arabic } as const;

/** Every label by its place, each plural form apart. */
function flat(labels: Labels): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [section, names] of Object.entries(labels)) {
    for (const [name, label] of Object.entries(names as Record<string, string | Record<string, string>>)) {
      if (typeof label === "string") all[`${section}.${name}`] = label;
      else for (const [form, text] of Object.entries(label)) all[`${section}.${name}.${form}`] = text;
    }
  }
  return all;
}

describe.each(Object.entries(LANGUAGES))("%s", (locale, labels) => {
  test("has every label that English has, and no empty one", () => {
    const places = (all: Labels): string[] =>
      [...new Set(Object.keys(flat(all)).map((place) => place.split(".").slice(0, 2).join(".")))].sort();
    expect(places(labels)).toEqual(places(english));
    expect(Object.values(flat(labels)).filter((label) => label.trim() === "")).toEqual([]);
  });

  test("puts the same values in", () => {
    const holes = (label: string): string[] => (label.match(/\{\w+\}/g) ?? []).sort();
    for (const [place, label] of Object.entries(flat(english))) {
      if (place.startsWith("text.") && place.split(".").length === 2)
        expect([place, holes(flat(labels)[place] ?? "")]).toEqual([place, holes(label)]);
    }
  });

  test("is not English", () => {
    const same = Object.entries(flat(english)).filter(([place, label]) => flat(labels)[place] === label);
    // “Status”, “Code”, and the pattern of two names.
    expect(same.length).toBeLessThanOrEqual(4);
  });

  test("has each form that its plurals can ask for", () => {
    const words = makeWords(labels, locale);
    const forms = new Set([0, 1, 2, 3, 11, 100, 1_000_000].map((count) => words.plural(count)));
    for (const count of [0, 1, 2, 3, 11, 100]) expect(words.text("assignedCount", { count })).not.toMatch(/[{}]/);
    if (locale === "ar") expect(Object.keys(labels.text.failedCount).sort()).toEqual([...forms].sort());
  });
});

test("a provider speaks for all below it, and a component for itself", () => {
  render(
    <LongrunProvider labels={german} locale="de">
      <JobStatusBadge status="completed" />
      <JobStatusBadge status="running" labels={{ status: { running: "Rechnet" } }} />
      <LongrunProvider labels={{ status: { failed: "Kaputt" } }}>
        <JobStatusBadge status="failed" />
        <JobStatusBadge status="canceled" />
      </LongrunProvider>
    </LongrunProvider>,
  );
  for (const text of ["Abgeschlossen", "Rechnet", "Kaputt", "Abgebrochen"])
    expect(screen.getByText(text)).toBeVisible();
});

test("a status that only the provider knows can be given a label, and has its name in words without one", () => {
  render(
    <LongrunProvider labels={{ status: { paused_by_ops: "On hold" } }}>
      <JobStatusBadge status="paused_by_ops" />
      <JobStatusBadge status="paused_by_user" />
    </LongrunProvider>,
  );
  expect(screen.getByText("On hold")).toBeVisible();
  expect(screen.getByText("Paused by user")).toBeVisible();
});

test("a label that is named like something all objects have is no label", () => {
  render(<JobStatusBadge status="constructor" />);
  expect(screen.getByText("Constructor")).toBeVisible();
});

test.each([
  ["UPSTREAM_MELTDOWN", 503, "The server has a problem."],
  ["UPSTREAM_OVERRUN", 429, "The server is busy."],
  ["UPSTREAM_MELTDOWN", 418, "The status can’t be read."],
  ["UPSTREAM_MELTDOWN", undefined, "The status can’t be read."],
  ["NOT_FOUND", 500, "This can’t be found. It may have been removed."],
])("an error with code %s and status %s is told as: %s", (code, httpStatus, told) => {
  expect(
    makeWords(english, "en").error(new OperationError({ code, operation: "layers.job", message: "", httpStatus })),
  ).toBe(told);
});

test("numbers, durations and dates are written as the locale writes them", () => {
  render(
    <LongrunProvider labels={german} locale="de">
      <JobProgress job={completedJob()} />
      <JobProgress job={runningJob({ progress: 0.42 })} />
      <LeaseRequestCard leaseRequest={partialLease()} count={1_200} />
    </LongrunProvider>,
  );
  expect(screen.getByText("Fertig nach 3 Min., 36 Sek.")).toBeVisible();
  expect(screen.getByText("42 %")).toBeVisible();
  expect(screen.getByText("3 von 1.200 Konten zugewiesen")).toBeVisible();
  expect(screen.getByText(/20\.04\.2026/)).toBeVisible();
});

test.each([
  [0, "0 sec"],
  [999, "0 sec"],
  [59_999, "59 sec"],
  [60_000, "1 min"],
  [96_400, "1 min 36 sec"],
  [3_600_000, "1 hr"],
  [3_725_000, "1 hr 2 min"],
  [90_000_000, "1 day 1 hr"],
  [-5, "0 sec"],
])("%s ms are “%s”", (ms, text) => expect(formatsOf("en").duration(ms)).toBe(text));

test.each([
  [1_000, "10 sec"],
  [41_000, "50 sec"],
  [51_000, "1 min"],
  [61_000, "2 min"],
  [4_000_000, "2 hr"],
])("about %s ms are “%s”", (ms, text) => expect(formatsOf("en").roughDuration(ms)).toBe(text));

test("what is not done is never 100 percent, and a locale that is none is English", () => {
  expect(formatsOf("en").percent(0.9999)).toBe("99%");
  expect(formatsOf("en").percent(0.29)).toBe("29%");
  expect(formatsOf("not a locale").percent(0.5)).toBe("50%");
});

test.each([
  ["generating_visuals", "Generating visuals"],
  ["MODERATION_BLOCKED", "Moderation blocked"],
  ["SDK patch", "SDK patch"],
  ["", ""],
  ["___", "___"],
])("%s in words is “%s”", (name, words) => expect(humanize(name)).toBe(words));
