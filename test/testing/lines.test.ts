import { describe, expect, test } from "vitest";
import { ask, askJson, frozenSimulator, HOUR, MINUTE } from "./harness";

const read = (simulator: ReturnType<typeof frozenSimulator>, id: string) =>
  askJson(simulator, `/api/line-requests/${id}`);
const act = (simulator: ReturnType<typeof frozenSimulator>, id: string, action: string) =>
  ask(simulator, `/api/line-requests/${id}`, { body: { action } });

describe("a line request", () => {
  test("awaits payment for ever, is set up once it is paid, and then works", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    simulator.advance(1_000 * HOUR);
    expect(await read(simulator, lineRequestId)).toMatchObject({
      success: true,
      status: "awaiting_payment",
      paymentStatus: "unpaid",
      paymentRequired: true,
      paymentUrl: expect.stringMatching(/^https:/),
      invoiceId: expect.stringMatching(/^in_/),
    });
    simulator.tuco.pay(lineRequestId);
    expect(await read(simulator, lineRequestId)).toMatchObject({
      status: "provisioning",
      paymentStatus: "paid",
      paymentRequired: false,
    });
    simulator.advance(2 * MINUTE - 1);
    expect(await read(simulator, lineRequestId)).toMatchObject({ status: "provisioning" });
    simulator.advance(1);
    const active = await read(simulator, lineRequestId);
    expect(active).toMatchObject({ status: "active", paymentStatus: "paid", line: { provisioningStatus: "active" } });
    expect(active).not.toHaveProperty("paymentUrl");
  });

  test("of one's own number needs no payment", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine({ lineType: "byon", provisioningMs: 1_000 });
    expect(await read(simulator, lineRequestId)).toMatchObject({ status: "provisioning", paymentRequired: false });
    simulator.advance(1_000);
    expect(await read(simulator, lineRequestId)).toMatchObject({ status: "active" });
  });

  test("may fail, be paid by itself, and be settled by hand", () => {
    const { tuco, advance } = frozenSimulator();
    const failing = tuco.createLine({ outcome: "failed", paidAfterMs: 1_000, provisioningMs: 1_000 });
    const ready = tuco.createLine({ provisioningMs: Infinity });
    const refused = tuco.createLine({ paidAfterMs: HOUR });
    advance(1_500);
    expect(tuco.getLine(failing.lineRequestId)?.status).toBe("provisioning");
    expect(tuco.activate(ready.lineRequestId)).toMatchObject({ status: "active", paymentStatus: "paid" });
    expect(tuco.fail(refused.lineRequestId)).toMatchObject({ status: "failed", paymentStatus: "unpaid" });
    expect(() => tuco.activate(refused.lineRequestId)).toThrow(/an end is for good/);
    advance(2 * HOUR);
    expect(tuco.lines().map(({ status, paymentStatus }) => [status, paymentStatus])).toEqual([
      ["failed", "paid"],
      ["active", "paid"],
      ["failed", "unpaid"],
    ]);
  });

  test("can only be paid or canceled while it awaits payment", () => {
    const { tuco } = frozenSimulator();
    const { lineRequestId } = tuco.createLine();
    expect(tuco.cancel(lineRequestId)).toMatchObject({ status: "canceled", paymentRequired: false });
    expect(() => tuco.pay(lineRequestId)).toThrow(TypeError);
    expect(() => tuco.cancel(lineRequestId)).toThrow(TypeError);
    expect(() => tuco.pay("6a09279daa903300e2530b0f")).toThrow(/no such line request/);
  });

  test.each([
    [{ channelType: "pigeon" }, "channelType"],
    [{ lineType: "stolen" }, "lineType"],
    [{ outcome: "canceled" }, "outcome"],
    [{ provisioningMs: -1 }, "provisioningMs"],
    [{ paidAfterMs: -1 }, "paidAfterMs"],
    [{ createdAgoMs: -1 }, "createdAgoMs"],
    [{ paymentUrl: "javascript:alert(1)" }, "paymentUrl"],
  ])("can't be made of %j", (options, named) => {
    expect(() => frozenSimulator().tuco.createLine(options as never)).toThrow(
      new RegExp(`^createLine\\(\\{ ${named} \\}\\)`),
    );
  });

  test("can be patched on the wire, and has no ETag", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine({
      patch: (wire) => ({ ...wire, status: "porting", paymentUrl: "javascript:alert(1)" }),
    });
    const answer = await ask(simulator, `/api/line-requests/${lineRequestId}`, { headers: { "if-none-match": "*" } });
    expect([answer.status, answer.headers.get("etag")]).toEqual([200, null]);
    expect(await answer.json()).toMatchObject({ status: "porting", paymentUrl: "javascript:alert(1)" });
  });
});

describe("the actions on a line request over HTTP", () => {
  test("its payment link is given again while it awaits payment", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId, paymentUrl, invoiceId } = simulator.tuco.createLine();
    const answer = await act(simulator, lineRequestId, "payment_link");
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { success: true, status: "awaiting_payment", paymentUrl, invoiceId, reused: true },
    ]);
    simulator.tuco.pay(lineRequestId);
    const late = await act(simulator, lineRequestId, "payment_link");
    expect([late.status, await late.json()]).toEqual([
      409,
      { success: false, status: "provisioning", message: expect.any(String) },
    ]);
  });

  test("it is canceled while it awaits payment", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    const answer = await act(simulator, lineRequestId, "cancel");
    expect([answer.status, await answer.json()]).toMatchObject([200, { success: true, status: "canceled" }]);
    expect(await (await act(simulator, lineRequestId, "cancel")).json()).toMatchObject({
      success: false,
      status: "canceled",
    });
  });

  test("without a subscription there is no payment link", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    simulator.tuco.subscribed = false;
    const answer = await act(simulator, lineRequestId, "payment_link");
    expect([answer.status, await answer.json()]).toEqual([
      403,
      {
        success: false,
        status: "subscription_required",
        message: expect.any(String),
        redirect: expect.stringMatching(/^https:/),
      },
    ]);
  });

  test("a read-only workspace can be read and nothing else", async () => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    simulator.tuco.readOnly = true;
    const answer = await act(simulator, lineRequestId, "cancel");
    expect([answer.status, await answer.json()]).toEqual([402, { error: expect.any(String), code: "READ_ONLY" }]);
    expect(await read(simulator, lineRequestId)).toMatchObject({ status: "awaiting_payment" });
  });

  test.each([
    ["an unknown action", { action: "explode" }],
    ["no JSON", "{"],
    ["nothing", {}],
  ])("%s is refused", async (_what, body) => {
    const simulator = frozenSimulator();
    const { lineRequestId } = simulator.tuco.createLine();
    const answer = await ask(simulator, `/api/line-requests/${lineRequestId}`, { body });
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.any(String) }]);
  });
});

describe("a line request made over HTTP", () => {
  const line = { firstName: "Ada", lastName: "Line", channelType: "phone" };

  test("awaits payment, or is set up at once, as its type has it", async () => {
    const simulator = frozenSimulator();
    const made = (await askJson(simulator, "/api/line-requests", { body: line })) as { line: { _id: string } };
    expect(made).toMatchObject({
      success: true,
      status: "awaiting_payment",
      paymentUrl: expect.stringMatching(/^https:/),
      line: { firstName: "Ada", lineType: "purchased" },
    });
    expect(await read(simulator, made.line._id)).toEqual(made);
    expect(await askJson(simulator, "/api/line-requests", { body: { ...line, lineType: "byon" } })).toMatchObject({
      status: "provisioning",
    });
  });

  test("goes as planned", async () => {
    const simulator = frozenSimulator();
    simulator.tuco.linePlan = { paidAfterMs: 10, provisioningMs: 10, outcome: "failed" };
    const made = (await askJson(simulator, "/api/line-requests", { body: line })) as { line: { _id: string } };
    simulator.advance(20);
    expect(await read(simulator, made.line._id)).toMatchObject({ status: "failed" });
  });

  test("is made once for one idempotency key, in the header or in the body", async () => {
    const simulator = frozenSimulator();
    const first = await askJson(simulator, "/api/line-requests", { body: line, headers: { "idempotency-key": "one" } });
    expect(await askJson(simulator, "/api/line-requests", { body: { ...line, idempotencyKey: "one" } })).toEqual(first);
    expect(simulator.tuco.lines()).toHaveLength(1);
    expect(
      (await ask(simulator, "/api/line-requests", { body: { ...line, firstName: "Bob", idempotencyKey: "one" } }))
        .status,
    ).toBe(409);
  });

  test("needs a subscription, and a type of line that is allowed", async () => {
    const simulator = frozenSimulator();
    simulator.tuco.allowedLineTypes = ["byon"];
    expect(await askJson(simulator, "/api/line-requests", { body: line })).toMatchObject({
      success: false,
      status: "forbidden_line_type",
    });
    simulator.tuco.subscribed = false;
    expect(await askJson(simulator, "/api/line-requests", { body: { ...line, lineType: "byon" } })).toMatchObject({
      success: false,
      status: "subscription_required",
    });
    expect(simulator.tuco.lines()).toEqual([]);
  });

  test("is refused when its fields are wrong", async () => {
    expect((await ask(frozenSimulator(), "/api/line-requests", { body: { firstName: "Ada" } })).status).toBe(400);
  });
});
