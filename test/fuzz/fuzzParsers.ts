import { createHmac } from "node:crypto";
import { memoryStore, verifyLayersWebhook } from "longrun/server";
import { errorFromAnswer } from "../../src/client/http/errorFromAnswer";
import { isChange } from "../../src/client/push/pushWire";
import { OPERATIONS } from "../../src/providers/actions";
import { OperationError } from "../../src/operations/error/OperationError";
import { buildPath } from "../../src/operations/path/operationPath";
import { parseOperation } from "../../src/operations/value/parseOperation";
import { cadenceDelay } from "../../src/polling/cadenceDelay";
import { pollStateOf, recordAnswer } from "../../src/polling/PollHistory";
import { answerFromCache } from "../../src/server/call/answerFromCache";
import { isCachedAnswer, supersedes } from "../../src/server/cache/answer/CachedAnswer";
import { KeyBudget } from "../../src/server/store/KeyBudget";
import { wholeStore } from "../../src/server/store/wholeStore";
import { matchRoute } from "../../src/server/call/matchRoute";
import type { Upstream } from "../../src/server/upstream/Upstream";
import { fixture } from "../fixtures/fixture";
import { defineOperation } from "../server/customOperation";
import type { Random } from "./Random";
import { randomJson, randomJsonText, randomText, altered } from "./randomJson";

const NOW_MS = Date.parse("2026-04-18T19:20:00Z");
const operations = [...OPERATIONS, defineOperation("acme")];
const SAMPLES: readonly unknown[] = [
  ...[
    "job-running",
    "job-completed",
    "job-failed",
    "job-not-found",
    "lease-partial",
    "lease-requested",
    "line-provisioning",
    "line-not-found",
  ].map((name) => fixture(name)),
  { renderId: "r1", status: "rendering" },
];
const EVENT = { id: "evt_1", type: "job.completed", data: { jobId: "job_1", result: {} } };
const KNOWN = {
  body: '{"jobId":"job_1","status":"running"}',
  etag: '"v1"',
  upstreamEtag: null,
  isTerminal: false,
  answeredAtMs: NOW_MS,
  dueAtMs: NOW_MS + 2_000,
  history: {
    key: "k",
    updateCount: 1,
    failureCount: 0,
    firstAnswerMs: NOW_MS,
    status: "running",
    samples: [{ atMs: NOW_MS, progress: 0.5, stage: null }],
  },
  via: "read",
  wasSeenRunning: false,
  fillsLeft: 0,
};
const SPENT = { taken: true, heldUntilMs: NOW_MS, reads: [[NOW_MS / 1_000, 4]] };
const UPSTREAMS = ["layers", "tuco", "acme"].map((name): Partial<Upstream> => ({
  name,
  operations: operations.filter(({ endpoint }) => endpoint === name),
  actions: [],
})) as readonly Upstream[];

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Runs a function that may throw an OperationError and nothing else. */
function unlessRefused<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OperationError) return undefined;
    throw error;
  }
}

/** One test of each parser, by its input; each throws if the parser breaks a promise. */
export const PARSERS: Readonly<Record<string, (random: Random) => void | Promise<void>>> = {
  "the answer to a read": (random) => {
    const operation = random.of(operations);
    const params = random.isOneIn(2) ? null : Object.fromEntries(operation.params.map((name) => [name, "job_1"]));
    const body = parsed(randomJsonText(random, SAMPLES));
    const value = unlessRefused(() => parseOperation(operation, body, params, randomText(random)));
    if (value === undefined) return;
    must(value.progress === null || (value.progress >= 0 && value.progress <= 1), "progress is in [0, 1]");
    must(
      value.status === "unknown" || Object.hasOwn(operation.statuses, value.status),
      "the status is one of the table's",
    );
    must(
      value.isTerminal === (value.outcome !== null) && Object.getPrototypeOf(value) === Object.prototype,
      "what is derived was derived",
    );
    JSON.stringify(value);
  },
  "the answer of an error": (random) => {
    const headers = new Headers({
      "retry-after": random.of(["1", "-1", "banana", "9".repeat(400), "Wed, 01 Jan 2031 00:00:30 GMT"]),
      "x-request-id": "leak me",
    });
    const error = errorFromAnswer(
      "layers.job",
      { status: random.of([0, 300, 400, 404, 429, 500, 599, 999]), headers },
      parsed(randomJsonText(random, SAMPLES)),
      NOW_MS,
    );
    must(
      error instanceof OperationError && !error.message.includes("leak me"),
      "it is an OperationError in our own words",
    );
    must(
      error.retryAfterMs === undefined || (error.retryAfterMs >= 0 && error.retryAfterMs <= 86_400_000),
      "a wait is at most a day",
    );
  },
  "a webhook": async (random) => {
    const payload = randomJsonText(random, [EVENT]);
    const mac = createHmac("sha256", "secret")
      .update(`${NOW_MS / 1_000}.${payload}`)
      .digest("hex");
    const signature = random.isOneIn(4) ? randomText(random) : `t=${NOW_MS / 1_000},v1=${mac}`;
    const event = await verifyLayersWebhook({ payload, signature, secret: "secret", now: NOW_MS }).catch(
      (error: unknown) => {
        if (!(error instanceof OperationError)) throw error;
      },
    );
    if (event)
      must(
        /^[\w-]{1,128}$/.test(event.id) && typeof event.type === "string" && typeof event.data === "object",
        "it is an event",
      );
  },
  "what is pushed": (random) => {
    const change = parsed(
      randomJsonText(random, [{ watch: "layers/v1/jobs/job_1", etag: '"v1"', session: "s", body: SAMPLES[0] }]),
    );
    if (isChange(change)) unlessRefused(() => parseOperation(random.of(operations), change.body, null, change.etag));
  },
  "an answer in the store": (random) => {
    const stored = random.isOneIn(5) ? randomJson(random) : altered(random, KNOWN);
    if (!isCachedAnswer(stored)) return;
    const { status, headers, body } = answerFromCache(stored, {
      requestId: "req_1",
      nowMs: NOW_MS,
      ifNoneMatch: randomText(random),
      isStale: false,
      retryAfterMs: undefined,
    });
    new Response(body as string | null, { status, headers });
    if (stored.upstreamEtag !== null) new Headers({ "if-none-match": stored.upstreamEtag });
    supersedes(stored, stored);
    const history = recordAnswer(stored.history, { status: "running", progress: 0.6 }, NOW_MS);
    for (const operation of operations)
      must(
        cadenceDelay(operation.cadence ?? (() => 0), pollStateOf(history, NOW_MS), "x", () => undefined) > 0,
        "there is a delay",
      );
    JSON.parse(stored.body);
  },
  "a budget in the store": async (random) => {
    const stored = random.isOneIn(5) ? randomJson(random) : altered(random, SPENT);
    const kept = memoryStore();
    const store = wholeStore({
      get: async () => stored,
      set: kept.set,
      swap: async () => true,
      publish: kept.publish,
      subscribe: kept.subscribe,
    });
    const budget = new KeyBudget({ fingerprint: Promise.resolve("f"), readsPerMinute: 120, store, now: () => NOW_MS });
    const { waitMs, waitOfOthersMs } = await (random.isOneIn(2) ? budget.spendPoll() : budget.spendFor("visitor"));
    must(waitMs >= 0 && !Number.isNaN(waitOfOthersMs), "a wait is a number");
  },
  "an id and a path": (random) => {
    const { name, path, params } = random.of(operations);
    const id = random.isOneIn(3) ? "job_1" : randomText(random);
    const built = unlessRefused(() =>
      buildPath(
        name,
        path,
        random.isOneIn(9) ? (randomJson(random) as never) : Object.fromEntries(params.map((param) => [param, id])),
      ),
    );
    if (built !== undefined) must(/^(\/[\w-]+)+$/.test(built), "a path is built of ids alone");
    const asked = `/${random.of(["layers", "tuco", "acme", ""])}${random.isOneIn(2) ? path.replace(/:\w+/g, () => (random.isOneIn(2) ? "job_1" : randomText(random))) : randomText(random)}`;
    const route = matchRoute(UPSTREAMS, {
      method: random.of(["GET", "POST", "PUT"]),
      path: asked,
      query: "",
      actionName: random.isOneIn(4) ? "cancel" : null,
    });
    if (route?.kind === "read")
      must(/^[\w/-]+$/.test(route.target.key.replace(/[{}:@.]/g, "")), "a route names ids alone");
  },
};

/** Tests the parsers in turn. @returns the failures, each with its number; the same seed repeats them */
export async function fuzzParsers(random: Random, count: number): Promise<string[]> {
  const problems: string[] = [];
  const parsers = Object.entries(PARSERS);
  for (let index = 0; index < count && problems.length < 20; index += 1) {
    const [name, tryOnce] = parsers[index % parsers.length] as (typeof parsers)[number];
    try {
      await tryOnce(random);
    } catch (error) {
      problems.push(
        `try ${index}, ${name}: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 500) : String(error)}`,
      );
    }
  }
  return problems;
}
