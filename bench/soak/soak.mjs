/* global Request, document */
import { VirtualTime } from "../virtualTime.mjs";
import { browserGlobals } from "./browserGlobals.mjs";
import { builtSource } from "./builtSource.mjs";
import { heldObjects } from "./heldObjects.mjs";
import { relayedEvents } from "./relayedEvents.mjs";
import { signalListeners } from "./signalListeners.mjs";

// React and TanStack Query detect their environment while loading.
const page = browserGlobals();
const listenersOnSignals = signalListeners();
const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");
const { Query, QueryClient, QueryClientProvider, QueryObserver } = await import("@tanstack/react-query");
const { source, remove } = await builtSource();
export { remove };

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1, 12, 0, 23, 456);
const ORIGIN = "http://page.example";
const SECRET = "whsec_of_the_soak";
const KINDS = ["content_generate", "project_ingest_github", "appstore_ingest", "influencer_create"];
const OUTCOMES = ["completed", "completed", "failed", "canceled"];
/** Jobs in one list of the page. */
const LIST = 20;
const CLASSES = {
  queries: Query,
  "query observers": QueryObserver,
  "query groups": source.QueryGroup,
  "relay's operations": source.CacheEntry,
  "relay's streams": source.Subscriber,
  "page's streams": source.PushStream,
};
const cadence = source.fixed(MINUTE_MS);

/**
 * Lets a page watch jobs for hours, through a relay, at a simulated service, all in this process and on one simulated
 * clock. In every hour the page opens and closes, the service fails for a while, the network drops, the tab is
 * hidden, and other jobs are shown; at the end of an hour nothing is shown.
 *
 * @param {object} options
 * @param {number} options.hours How many.
 * @param {number} options.jobs Their ends are spread over all hours but the last half.
 * @param {boolean} options.push Whether the relay pushes changes to the page.
 * @param {readonly number[]} options.at The hours after which to take a sample.
 * @param {number} [options.cards] How many of the jobs are rendered, with a running time; all are watched.
 * @param {boolean} [options.countsObjects] Whether all of the heap is looked through too, which takes longer than an
 * hour of the rest.
 * @returns the samples, how often `onSettled` ran for each job, and how many streams of events were opened
 */
export async function soak({ hours, jobs, push, at, cards = 2, countsObjects = true }) {
  const time = new VirtualTime(START_MS);
  /** @type {ReturnType<typeof world>} */
  let made;
  await time.run(() => (made = world(time, { hours, jobs, push, cards })), START_MS);
  const samples = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    for (let minute = 0; minute < 60; minute += 1) await time.run(() => happens(made, minute), time.nowMs + MINUTE_MS);
    if (!at.includes(hour)) continue;
    const objects = await heldObjects(countsObjects ? CLASSES : {});
    samples.push({ hour, ...held(made), "signal listeners": listenersOnSignals(), ...objects });
  }
  await time.run(() => void made.relay.close(), time.nowMs + MINUTE_MS);
  return { samples, settled: made.settled, opened: made.events.opened() };
}

function world(time, { hours, jobs, push, cards }) {
  const webhookFetch = (url, init) => relay.handle(new Request(url, init));
  const simulator = source.createSimulator({ now: () => time.nowMs, keepRequests: 1, webhookFetch });
  const { layers } = simulator;
  layers.addWebhook({ url: `${ORIGIN}/api/longrun/webhooks/layers`, secret: SECRET });
  const relay = source.createRelay({
    upstreams: { layers: { apiKey: layers.apiKey, webhookSecret: SECRET } },
    authorize: () => true,
    fetch: simulator.fetch,
    onError: () => undefined,
  });
  const events = relayedEvents(relay, ORIGIN);
  Object.defineProperty(globalThis, "EventSource", { value: events.RelayedEvents, configurable: true });
  const fetch = (url, init) => relay.handle(new Request(new URL(url, ORIGIN), init));
  const client = source.createLongrunClient({ push, fetch });
  const ids = Array.from({ length: jobs }, (_, index) => {
    const durationMs = ((index + 1) / jobs) * (hours * 60 - 30) * MINUTE_MS;
    return layers.startJob({
      kind: KINDS[index % KINDS.length],
      outcome: OUTCOMES[index % OUTCOMES.length],
      durationMs,
    }).jobId;
  });
  const root = createRoot(document.body.appendChild(document.createElement("main")));
  return {
    time,
    simulator,
    relay,
    events,
    client,
    ids,
    cards,
    root,
    queryClient: new QueryClient(),
    settled: new Map(),
  };
}

/** The events in each minute of an hour. */
function happens({ root, ids, cards, simulator, client, queryClient, settled }, minute) {
  const show = (shown) => {
    const board = createElement(Board, { ids: shown, cards, settled });
    const provided = createElement(source.LongrunProvider, { client }, board);
    root.render(createElement(QueryClientProvider, { client: queryClient }, provided));
  };
  if (minute === 0) show(ids);
  if (minute === 10) simulator.faults.set({ status: 503 });
  if (minute === 13) simulator.faults.clear();
  if (minute === 20) page.say("offline");
  if (minute === 22) page.say("online");
  if (minute === 25) page.hide(true);
  if (minute === 35) page.hide(false);
  if (minute === 40) show(ids.filter((_, index) => index % 2 === 0));
  if (minute === 45) show(ids);
  if (minute === 50) root.render(null);
}

function Board({ ids, cards, settled }) {
  const lists = Array.from({ length: Math.ceil(ids.length / LIST) }, (_, index) =>
    ids.slice(index * LIST, (index + 1) * LIST),
  );
  return [
    ...lists.map((list, index) => createElement(List, { key: index, ids: list, settled })),
    ...ids.slice(-cards).map((jobId) => createElement(source.JobProgress, { key: jobId, jobId })),
  ];
}

function List({ ids, settled }) {
  const onSettled = ({ jobId }, { witnessed }) => witnessed && settled.set(jobId, (settled.get(jobId) ?? 0) + 1);
  source.useJobs(ids, { cadence, onSettled });
  return null;
}

function held({ time, queryClient, events }) {
  return {
    timers: time.pending,
    "page listeners": page.listeners(),
    "open streams": events.open(),
    channels: page.channels(),
    locks: page.locks(),
    "cached queries": queryClient.getQueryCache().getAll().length,
    mutations: queryClient.getMutationCache().getAll().length,
  };
}
