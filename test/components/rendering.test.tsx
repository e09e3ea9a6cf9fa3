// On a server, hydrated, and in StrictMode: the same HTML, and not one complaint.
import { act, render } from "@testing-library/react";
import { JobProgress, JobTable, LeaseRequestCard } from "longrun";
import { StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { setUp } from "../hooks/renderWatch";
import { jobList } from "../../stories/jobList";
import { completedJob, leaseRequest } from "../../stories/values";
import { drawn, watched } from "./everyComponent";

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

function muted<Value>(draw: () => Value): Value {
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    return draw();
  } finally {
    complaints.mockRestore();
  }
}

test("values are drawn without a QueryClient", () => {
  expect(renderToString(drawn())).toContain("Generate content");
});

test.each([
  ["values", drawn],
  ["ids", watched],
])("%s hydrate into what the server drew, without a complaint, though time and zone differ", async (_, page) => {
  vi.useFakeTimers({ now: Date.parse("2026-04-18T19:21:00Z") });
  const server = setUp({ hangs: true }, { strict: true });
  vi.stubGlobal("window", undefined);
  // What a server itself complains of is held by serverRendering.test.tsx: here the virtual list has seen a document,
  // and lays out as in a browser.
  const html = muted(() => renderToString(<server.wrapper>{page()}</server.wrapper>));
  vi.unstubAllGlobals();
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const root = document.body.appendChild(document.createElement("div"));
  root.innerHTML = html;
  // The page arrives in another minute.
  vi.setSystemTime(Date.parse("2026-04-18T19:23:30Z"));
  const onRecoverableError = vi.fn();
  const browser = setUp({ hangs: true }, { strict: true });
  const element = <browser.wrapper>{page()}</browser.wrapper>;
  await act(async () => {
    hydrateRoot(root, element, { onRecoverableError });
    await vi.advanceTimersByTimeAsync(1_000);
  });
  expect(complaints).not.toHaveBeenCalled();
  expect(onRecoverableError).not.toHaveBeenCalled();
  expect(root.querySelectorAll("[data-longrun]").length).toBeGreaterThan(10);
});

test("a server draws the first rows of a table, and the time a job took", () => {
  const html = renderToString(
    <StrictMode>
      <JobTable jobs={jobList(1_000)} />
      <JobProgress job={completedJob()} />
    </StrictMode>,
  );
  expect(html.match(/data-job-id/g)?.length).toBeGreaterThan(5);
  expect(html.match(/data-job-id/g)?.length).toBeLessThanOrEqual(60);
  expect(html).toContain("Finished in 3 min 36 sec");
});

test("a server writes dates in UTC, and the page in its own zone once it is hydrated", () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  // A locale of its own: formats are made once.
  const card = <LeaseRequestCard leaseRequest={leaseRequest()} locale="en-CA" />;
  expect(renderToString(card)).toContain("7:24");
  const { container } = render(card);
  expect(container.querySelector("time")?.textContent).toContain("4:24");
  vi.unstubAllEnvs();
});

test("StrictMode has nothing to say", () => {
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const setup = setUp({ hangs: true }, { strict: true });
  render(
    <StrictMode>
      {drawn()}
      {watched()}
    </StrictMode>,
    { wrapper: setup.wrapper },
  );
  expect(complaints).not.toHaveBeenCalled();
});
