import { fireEvent, screen } from "@testing-library/react";
import { LineRequestCard, LineStatusBadge, type LineRequest } from "longrun";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, renderIn, setUp } from "../hooks/renderWatch";
import { lineRequest } from "../../stories/values";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const as = (status: string, fields: object = {}): LineRequest =>
  lineRequest({ status, rawStatus: status, ...fields } as never);
const wire = (status: string, fields: object = {}): object => ({
  success: true,
  status,
  line: { _id: "line_1", firstName: "Ada", lastName: "L." },
  ...fields,
});
const URL = "https://invoice.stripe.com/i/1";

test.each([
  ["awaiting_payment", "Pay the invoice to continue."],
  ["provisioning", "Setting up your line."],
  ["active", "Your line is ready to use."],
  ["failed", "Your line couldn’t be set up."],
  ["canceled", "This request was canceled."],
])("a request that is %s says what is next", (status, next) => {
  renderIn(setUp({}), <LineRequestCard lineRequest={as(status)} />);
  expect(screen.getByText(next)).toBeVisible();
});

test("an unknown status is shown by its name, without a next step", () => {
  renderIn(
    setUp({}),
    <LineRequestCard lineRequest={lineRequest({ status: "unknown", rawStatus: "number_porting" } as never)} />,
  );
  expect(screen.getByText("Number porting")).toBeVisible();
  expect(document.querySelector("[data-longrun=line-request-next]")).toBeNull();
});

describe("the payment link", () => {
  test("opens the invoice apart, telling it nothing of this page", () => {
    renderIn(setUp({}), <LineRequestCard lineRequest={as("awaiting_payment", { paymentUrl: URL })} />);
    const link = screen.getByRole("link", { name: "Pay invoice" });
    expect(link).toHaveAttribute("href", URL);
    expect(link).toHaveAttribute("target", "_blank");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "http://plain.example",
    "//evil.example",
    "https://user:pass@evil.example",
    "java\tscript:alert(1)",
  ])("is none where it is %s", (paymentUrl) => {
    renderIn(setUp({}), <LineRequestCard lineRequest={as("awaiting_payment", { paymentUrl })} />);
    expect(screen.queryByRole("link")).toBeNull();
    expect(document.body.innerHTML).not.toContain("evil");
  });

  test("stands only while payment is due", () => {
    renderIn(
      setUp({}),
      <LineRequestCard lineRequest={as("active", { paymentUrl: URL, outcome: "success", isTerminal: true })} />,
    );
    expect(screen.queryByRole("link")).toBeNull();
  });

  test("is recovered where the answer brought none", async () => {
    const setup = setUp(({ method }) => ({
      body:
        method === "POST"
          ? { success: true, status: "awaiting_payment", paymentUrl: URL, reused: true }
          : wire("awaiting_payment"),
    }));
    renderIn(setup, <LineRequestCard lineRequestId="line_1" />);
    await pass(0);
    expect(screen.queryByRole("link")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Get payment link" }));
    await pass(100);
    expect(screen.getByRole("link")).toHaveAttribute("href", URL);
    expect(screen.queryByRole("button", { name: "Get payment link" })).toBeNull();
  });
});

describe("canceling", () => {
  test("is asked for once, and the card follows", async () => {
    let status = "awaiting_payment";
    const setup = setUp(({ method }) => {
      if (method === "POST") status = "canceled";
      return { body: wire(status, { paymentUrl: URL }), afterMs: 200 };
    });
    renderIn(setup, <LineRequestCard lineRequestId="line_1" />);
    await pass(300);
    fireEvent.click(screen.getByRole("button", { name: "Cancel request" }));
    await pass(50);
    const busy = screen.getByRole("button", { name: "Canceling…" });
    expect(busy).toHaveAttribute("aria-disabled", "true");
    fireEvent.click(busy);
    await pass(5_000);
    expect(setup.server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(screen.getByText("This request was canceled.")).toBeVisible();
    expect(screen.queryByRole("button")).toBeNull();
  });

  test("that is refused says why, as text", async () => {
    const setup = setUp(({ method }) =>
      method === "POST"
        ? { status: 409, body: { success: false, status: "awaiting_payment", message: "<b>Too late.</b>" } }
        : { body: wire("awaiting_payment", { paymentUrl: URL }) },
    );
    renderIn(setup, <LineRequestCard lineRequestId="line_1" />);
    await pass(0);
    fireEvent.click(screen.getByRole("button", { name: "Cancel request" }));
    await pass(100);
    expect(screen.getByText("<b>Too late.</b>")).toBeVisible();
  });
});

test("the card is called by the name of the line", async () => {
  renderIn(setUp({ body: wire("provisioning") }), <LineRequestCard lineRequestId="line_1" />);
  await pass(0);
  expect(screen.getByRole("group", { name: "Ada L." })).toHaveAttribute("data-status", "provisioning");
});

test("a badge keeps the last status while reads fail, and tells why on demand", async () => {
  const setup = setUp({ body: wire("provisioning") });
  renderIn(setup, <LineStatusBadge lineRequestId="line_1" />);
  await pass(0);
  setup.server.answer({ lost: true });
  await pass(60_000);
  const badge = document.querySelector("[data-longrun=line-status-badge]");
  expect(badge).toHaveTextContent("Setting up");
  expect(badge).toHaveAttribute("data-watch", "retrying");
  expect(badge).toHaveAttribute("title", "Can’t reach the server.");
});
