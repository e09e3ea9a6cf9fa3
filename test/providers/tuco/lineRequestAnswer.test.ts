import { describe, expect, test } from "vitest";
import { readLineRequestAnswer } from "../../../src/providers/tuco/lineRequestAnswer";

describe("the answer to a POST about a line", () => {
  test("that awaits payment has the invoice and the id to watch", () => {
    const body = {
      success: true,
      status: "awaiting_payment",
      paymentUrl: "https://invoice.stripe.com/i/1",
      invoiceId: "in_1",
      reused: true,
      line: { _id: "6a0" },
    };
    expect(readLineRequestAnswer(body)).toEqual({
      status: "awaiting_payment",
      rawStatus: "awaiting_payment",
      accepted: true,
      lineRequestId: "6a0",
      paymentUrl: "https://invoice.stripe.com/i/1",
      invoiceId: "in_1",
      reused: true,
    });
  });

  test("names the request by its own id, or else by its line's", () => {
    const idOf = (body: object) => readLineRequestAnswer({ status: "provisioning", ...body })?.lineRequestId;
    expect([
      idOf({ lineRequestId: "1", line: { _id: "2" } }),
      idOf({ line: { _id: "2" } }),
      idOf({ line: "2" }),
      idOf({}),
    ]).toEqual(["1", "2", undefined, undefined]);
  });

  test.each(["subscription_required", "forbidden_line_type"])("that is %s is a refusal, success or not", (status) => {
    expect(
      readLineRequestAnswer({ status, message: "Subscribe first.", redirect: "https://app.tuco.ai/billing" }),
    ).toEqual({
      status,
      rawStatus: status,
      accepted: false,
      message: "Subscribe first.",
      redirect: "https://app.tuco.ai/billing",
    });
  });

  test("that says it did not succeed is a refusal, whatever its status", () => {
    expect(readLineRequestAnswer({ success: false, status: "active", message: "Already active." })).toMatchObject({
      status: "active",
      accepted: false,
    });
  });

  test.each(["queued", "constructor", "__proto__", "toString"])(
    "of status %s, which nobody knows, keeps its own name",
    (status) => {
      expect(readLineRequestAnswer({ success: true, status })).toMatchObject({
        status: "unknown",
        rawStatus: status,
        accepted: true,
      });
    },
  );

  test.each(["javascript:alert(1)", "http://invoice.stripe.com/i", "/billing", "https://user:x@evil.example/", 5, {}])(
    "drops a link of %j",
    (link) => {
      const answer = readLineRequestAnswer({ status: "awaiting_payment", paymentUrl: link, redirect: link });
      expect(answer).not.toHaveProperty("paymentUrl");
      expect(answer).not.toHaveProperty("redirect");
    },
  );

  test("drops what is of a wrong type and keeps the rest", () => {
    expect(
      readLineRequestAnswer({
        status: "provisioning",
        lineRequestId: 5,
        invoiceId: {},
        reused: "yes",
        message: null,
        line: null,
      }),
    ).toEqual({ status: "provisioning", rawStatus: "provisioning", accepted: true });
  });

  test.each([
    [null],
    [undefined],
    [""],
    ["provisioning"],
    [5],
    [[]],
    [{}],
    [{ status: 5 }],
    [{ error: "Unauthorized" }],
  ])("is none of them when it is %j", (body) => {
    expect(readLineRequestAnswer(body)).toBeNull();
  });
});
