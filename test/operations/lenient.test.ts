import { lineRequestOperation } from "longrun";
import { describe, expect, test } from "vitest";
import { isHttpsLink } from "../../src/operations/lenient";
import { parseOperation } from "../../src/operations/value/parseOperation";

describe("a link", () => {
  test.each([
    "https://invoice.stripe.com/i/acct_1/live_x?s=ap#top",
    "HTTPS://INVOICE.STRIPE.COM/i",
    "https://xn--bcher-kva.example/",
    "https://bücher.example/zahlen",
    "https://[::1]:8443/i",
  ])("%s is kept as it came", (url) => {
    expect(isHttpsLink(url)).toBe(true);
    expect(parseOperation(lineRequestOperation, { status: "awaiting_payment", paymentUrl: url }, null).paymentUrl).toBe(
      url,
    );
  });

  test.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "javascript://https://x.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://x.example/1",
    "vbscript:x",
    "file:///etc/passwd",
    "http://invoice.stripe.com/i",
    "//invoice.stripe.com/i",
    "/i",
    "https:",
    "https://",
    "https:invoice.stripe.com",
    "https:/invoice.stripe.com",
    "https:\\\\invoice.stripe.com",
    "https://invoice.stripe.com\\@evil.example",
    "https://user@invoice.stripe.com/",
    "https://user:password@invoice.stripe.com/",
    "https://:password@invoice.stripe.com/",
    "https://invoice.stripe.com@evil.example/",
    "https://:@evil.example:x/",
    " https://invoice.stripe.com/",
    "https://invoice.stripe.com/ ",
    "\thttps://invoice.stripe.com/",
    "ht\ttps://invoice.stripe.com/",
    "https://invoice.\nstripe.com/",
    "https://invoice.stripe.com/\r\n",
    "https://invoice.stripe.com/\u202egro.live",
    "https://invoice.stripe.com/\0",
    "https://exa mple.com/",
    "",
    null,
    undefined,
    5,
    {},
    ["https://invoice.stripe.com/"],
    { toString: () => "https://invoice.stripe.com/" },
  ])("%j is dropped, and the rest is kept", (paymentUrl) => {
    expect(isHttpsLink(paymentUrl)).toBe(false);
    expect(
      parseOperation(lineRequestOperation, { status: "awaiting_payment", paymentUrl, invoiceId: "in_1" }, null),
    ).toMatchObject({ paymentUrl: undefined, invoiceId: "in_1" });
  });
});

test("a yes or no of a wrong type is dropped", () => {
  for (const paymentRequired of ["yes", 1, null, {}]) {
    expect(
      parseOperation(lineRequestOperation, { status: "active", paymentRequired, success: true }, null),
    ).toMatchObject({ paymentRequired: undefined, success: true });
  }
});
