import { JOB_STAGES } from "longrun";
import { FAULTS } from "./faults.mjs";

const SPEEDS = [1, 10, 100];
const KINDS = Object.keys(JOB_STAGES);
const DAY_MS = 86_400_000;

/** The options of a visitor's job, by the name of its ending. */
const ENDINGS = {
  completed: (durationMs) => ({ durationMs }),
  failed: (durationMs) => ({ outcome: "failed", stopsAt: 0.64, durationMs }),
  canceled: (durationMs) => ({ outcome: "canceled", stopsAt: 0.5, durationMs }),
  stuck: () => ({ progress: "stuck", durationMs: DAY_MS, queuedMs: 1_000 }),
};

/** An error for the visitor to read. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * The page's controls of the simulated world and of its own connection: `answer(method, path, input) → { status, body
 * }`, and the current fault. With real services there is no world to control.
 */
export function createControls(world, live) {
  const invoices = new Map();
  let fault = "none";

  function state() {
    world?.touch();
    return { world: world?.id ?? "live", live, speed: world?.simulator.speed ?? 1, fault };
  }

  function visit({ world: known, jobIds }) {
    if (!world) return { ...state(), watch: [] };
    const ids = Array.isArray(jobIds) ? jobIds.slice(0, 500).map(String) : [];
    // The state of real jobs is not known here, so one line to watch is enough.
    const isBusy =
      known === world.id &&
      (live.layers || ids.some((jobId) => world.simulator.layers.getJob(jobId)?.status === "running"));
    return {
      ...state(),
      watch: isBusy ? [] : world.startBatch().filter(({ type }) => !live[type === "line" ? "tuco" : "layers"]),
    };
  }

  function startJob({ kind, ending, seconds }) {
    need(!live.layers, 409, "Layers is the real one here: start jobs there, and watch them by their ids.");
    need(KINDS.includes(kind), 400, `kind must be one of ${KINDS.join(", ")}.`);
    need(Object.hasOwn(ENDINGS, ending), 400, `ending must be one of ${Object.keys(ENDINGS).join(", ")}.`);
    need(seconds >= 1 && seconds <= 3_600, 400, "seconds must be from 1 to 3600.");
    return { jobId: world.act("startJob", { kind, ...ENDINGS[ending](seconds * 1_000) }).jobId };
  }

  function settleLease({ requestId, outcome }) {
    need(!live.layers, 409, "Layers is the real one here: its own people fulfil requests.");
    need(["assigned", "partial", "rejected"].includes(outcome), 400, "outcome must be assigned, partial or rejected.");
    need(
      world.simulator.layers.getLease(requestId)?.status === "requested",
      409,
      "This request has been answered already.",
    );
    world.act("settleLease", { requestId, outcome });
    return {};
  }

  /** An invoice's line request: found by the line while payment is due, remembered once it is paid. */
  function invoiceOf(invoiceId) {
    need(world && !live.tuco, 404, "There are no invoices here.");
    const due = world.simulator.tuco.lines().find((line) => line.invoiceId === invoiceId);
    if (due) invoices.set(invoiceId, due.lineRequestId);
    const line = world.simulator.tuco.getLine(invoices.get(invoiceId) ?? "");
    need(line, 404, "This invoice is not known, or it was paid before.");
    return line;
  }

  function showInvoice(invoiceId) {
    const { lineRequestId, status, line } = invoiceOf(invoiceId);
    return {
      invoiceId,
      lineRequestId,
      status,
      name: `${line.firstName} ${line.lastName}`,
      channelType: line.channelType,
    };
  }

  function payInvoice(invoiceId) {
    const { lineRequestId, status } = invoiceOf(invoiceId);
    need(
      status === "awaiting_payment",
      409,
      status === "canceled" ? "The request was canceled, so there is nothing to pay." : "This invoice is paid.",
    );
    world.act("pay", { lineRequestId });
    return showInvoice(invoiceId);
  }

  function setSpeed({ speed }) {
    need(world, 409, "Real services run at their own speed.");
    need(SPEEDS.includes(speed), 400, `speed must be one of ${SPEEDS.join(", ")}.`);
    world.act("setSpeed", { speed });
    return state();
  }

  function setFault(input) {
    need(Object.hasOwn(FAULTS, input.fault), 400, `fault must be one of ${Object.keys(FAULTS).join(", ")}.`);
    fault = input.fault;
    return state();
  }

  /** @type {[method: string, path: RegExp, control: (input: any, id: string) => object][]} */
  const routes = [
    ["GET", /^\/demo\/state$/, state],
    ["POST", /^\/demo\/visit$/, (input) => visit(input)],
    ["POST", /^\/demo\/jobs$/, (input) => startJob(input)],
    ["POST", /^\/demo\/leases$/, (input) => settleLease(input)],
    ["POST", /^\/demo\/speed$/, (input) => setSpeed(input)],
    ["POST", /^\/demo\/fault$/, (input) => setFault(input)],
    ["GET", /^\/demo\/invoices\/(in_[0-9a-f]{24})$/, (_input, id) => showInvoice(id)],
    ["POST", /^\/demo\/invoices\/(in_[0-9a-f]{24})\/pay$/, (_input, id) => payInvoice(id)],
  ];

  function answer(method, path, input) {
    const matching = routes.filter(([, pattern]) => pattern.test(path));
    const route = matching.find(([of]) => of === method);
    try {
      need(matching.length > 0, 404, "There is no such control.");
      if (!route) throw new Refusal(405, "This control takes another method.");
      const [, pattern, control] = route;
      return { status: 200, body: control(input, pattern.exec(path)?.[1] ?? "") };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { error: error.message } };
    }
  }

  return { answer, fault: () => fault };
}

function need(condition, status, message) {
  if (!condition) throw new Refusal(status, message);
}
