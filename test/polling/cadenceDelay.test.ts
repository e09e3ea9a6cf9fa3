import { waitFor, createLongrunClient, type Cadence } from "longrun";
import { describe, expect, it, vi } from "vitest";
import { cadenceDelay, DEFAULT_CADENCE } from "../../src/polling/cadenceDelay";
import { newPollHistory, pollStateOf, recordAnswer } from "../../src/polling/PollHistory";
import { cadenceMs } from "../../src/server/cache/answer/answerFromRead";
import { defineOperation } from "../server/customOperation";
import { answerOf, scriptedRelay } from "../server/scriptedRelay";
import { ScriptedServer } from "../hooks/scriptedServer";

const LONGEST_MS = 2 ** 31 - 1;
const history = recordAnswer(newPollHistory("k"), { status: "rendering", progress: null }, 1_000);
const state = pollStateOf(history, 1_000);
const fallback = DEFAULT_CADENCE(state);

const CADENCES: [string, unknown, number][] = [
  ["a number", () => 7_000, 7_000],
  ["Infinity", () => Number.POSITIVE_INFINITY, LONGEST_MS],
  ["more than a timer holds", () => 2 ** 40, LONGEST_MS],
  ["NaN", () => Number.NaN, fallback],
  ["nothing", () => undefined, fallback],
  ["0", () => 0, fallback],
  ["a negative number", () => -5, fallback],
  ["a string", () => "5000", fallback],
  ["a promise that rejects", () => Promise.reject(new Error("mine")), fallback],
  ["what can't be printed", () => Object.create(null) as unknown, fallback],
  [
    "an error",
    () => {
      throw new Error("mine");
    },
    fallback,
  ],
];

describe("a cadence that gives", () => {
  it.each(CADENCES)(
    "%s is the same delay for the client and for the relay, and reported where it does not work",
    (_, cadence, expected) => {
      const operation = { ...defineOperation("acme"), cadence: cadence as Cadence };
      const report = vi.fn();
      const delays = [
        cadenceDelay(operation.cadence, state, operation.name, report),
        cadenceMs(operation, history, 1_000, report),
      ];
      expect(delays).toEqual([expected, expected]);
      expect(report).toHaveBeenCalledTimes(expected === fallback ? 2 : 0);
    },
  );

  it.each(CADENCES.filter(([, , expected]) => expected === fallback))(
    "%s neither stops a relay's answers nor hammers its upstream, and is reported once",
    async (_, cadence) => {
      const operation = { ...defineOperation("acme"), cadence: cadence as Cadence };
      const { get, asked, incidents } = scriptedRelay(() => answerOf({ status: "rendering", step: 1 }), {
        upstreams: { acme: { baseUrl: "https://acme.example", operations: [operation] } },
      });
      for (let second = 0; second < 10; second += 1) {
        expect((await get("/acme/v1/renders/r1")).status).toBe(200);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.length).toBeLessThan(8);
      expect(incidents.map(({ message }) => message)).toEqual([
        "acme.render: its cadence does not work, so the documented pace is used instead.",
      ]);
    },
  );
});

describe("where nobody takes the report of a cadence that does not work", () => {
  const noNumber = () => cadenceDelay((() => "5000") as unknown as Cadence, state, "acme.render");
  const what = "acme.render: its cadence gave string 5000; the default is used instead.";

  it("it goes to the page's reportError", () => {
    const report = vi.fn();
    vi.stubGlobal("reportError", report);
    expect(noNumber()).toBe(fallback);
    expect(report).toHaveBeenCalledExactlyOnceWith(new RangeError(what));
    vi.unstubAllGlobals();
  });

  it("it goes to the console in Node, which has none", () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(noNumber()).toBe(fallback);
    expect(printed).toHaveBeenCalledExactlyOnceWith(new RangeError(what));
  });
});

it("an answer nested 5,000 levels is an INVALID_RESPONSE that waitFor lives through", async () => {
  vi.useFakeTimers();
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const server = new ScriptedServer((_, count) => ({
    body: count === 1 ? `{"status":"rendering","deep":${deep}}` : { status: "done" },
  }));
  const waiting = waitFor(
    defineOperation("acme"),
    { renderId: "r1" },
    { client: createLongrunClient({ fetch: server.fetch }) },
  );
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await waiting).toMatchObject({ status: "done" });
  vi.useRealTimers();
});
