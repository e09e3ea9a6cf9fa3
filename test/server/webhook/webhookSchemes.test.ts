// The schemes by which providers sign webhooks, against the libraries that sign them.
import { createHmac } from "node:crypto";
import { sign as signForGitHub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { hmacWebhooks } from "../../../src/server/webhook/hmacWebhooks";
import { standardWebhooks } from "../../../src/server/webhook/standardWebhooks";
import { timestampedWebhooks } from "../../../src/server/webhook/timestampedWebhooks";
import type { VerifiedWebhook, WebhookScheme } from "../../../src/server/webhook/WebhookScheme";

const NOW_MS = 1_700_000_000_000;
const SECONDS = NOW_MS / 1_000;
const BODY = '{"type":"render.done","data":{"id":"r_1","text":"ü \\u2028"}}';

function verify(
  scheme: WebhookScheme,
  headers: Record<string, string>,
  body: string | Uint8Array = BODY,
  nowMs = NOW_MS,
): Promise<VerifiedWebhook> {
  const payload = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
  return scheme.verify({ headers: new Headers(headers), payload, nowMs });
}

const INVALID = { code: "INVALID_SIGNATURE", httpStatus: 401 };
const EXPIRED = { code: "EXPIRED_SIGNATURE", httpStatus: 401 };

describe("standardWebhooks", () => {
  // The reference library's own test vector: standard-webhooks/standard-webhooks, "sign function works".
  const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const VECTOR = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  const VECTOR_BODY = '{"test": 2432232314}';
  const VECTOR_MS = 1_614_265_330_000;
  const scheme = standardWebhooks({ secret: SECRET });

  test("takes the reference vector, and gives its id", async () => {
    await expect(verify(scheme, VECTOR, VECTOR_BODY, VECTOR_MS)).resolves.toEqual({ id: VECTOR["webhook-id"] });
    const bare = standardWebhooks({ secret: SECRET.slice(6) });
    await expect(verify(bare, VECTOR, VECTOR_BODY, VECTOR_MS)).resolves.toBeTruthy();
  });

  function signed(id = "msg_1", body = BODY, seconds = SECONDS, secret = SECRET): Record<string, string> {
    const signature = new Webhook(secret).sign(id, new Date(seconds * 1_000), body);
    return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": signature };
  }

  test("takes what the reference library signs, also under Svix's names and beside other versions", async () => {
    await expect(verify(scheme, signed())).resolves.toEqual({ id: "msg_1" });
    const svix = Object.fromEntries(
      Object.entries(signed()).map(([name, value]) => [name.replace("webhook", "svix"), value]),
    );
    await expect(verify(scheme, svix)).resolves.toEqual({ id: "msg_1" });
    const signature = `v1a,AAAA v1,notbase64! ${signed()["webhook-signature"]}`;
    await expect(verify(scheme, { ...signed(), "webhook-signature": signature })).resolves.toEqual({ id: "msg_1" });
  });

  test("takes either of two secrets while one replaces the other", async () => {
    const other = `whsec_${Buffer.from("another secret of some length").toString("base64")}`;
    const both = standardWebhooks({ secret: [other, SECRET] });
    await expect(verify(both, signed())).resolves.toEqual({ id: "msg_1" });
    await expect(verify(both, signed("msg_1", BODY, SECONDS, other))).resolves.toEqual({ id: "msg_1" });
  });

  test.each([
    ["another body", signed(), `${BODY} `],
    ["another id", { ...signed(), "webhook-id": "msg_2" }, BODY],
    ["another time", { ...signed(), "webhook-timestamp": String(SECONDS + 1) }, BODY],
    ["another secret", signed("msg_1", BODY, SECONDS, `whsec_${Buffer.from("x".repeat(24)).toString("base64")}`), BODY],
    ["no signature", { ...signed(), "webhook-signature": "" }, BODY],
    ["a signature of another version alone", { ...signed(), "webhook-signature": "v2,AAAA" }, BODY],
    [
      "nine signatures",
      { ...signed(), "webhook-signature": Array(9).fill(signed()["webhook-signature"]).join(" ") },
      BODY,
    ],
    ["no id", { ...signed(), "webhook-id": "" }, BODY],
    ["a time that is none", { ...signed(), "webhook-timestamp": "1e9" }, BODY],
    ["an id with a dot, which could take a part of the body", signed("msg.1"), BODY],
    ["nothing", {}, BODY],
  ])("refuses %s", async (_, headers, body) => {
    await expect(verify(scheme, headers as Record<string, string>, body)).rejects.toMatchObject(INVALID);
  });

  test("refuses what is older or newer than five minutes, and only that", async () => {
    for (const offset of [-300, 300])
      await expect(verify(scheme, signed("m", BODY, SECONDS + offset))).resolves.toBeTruthy();
    for (const offset of [-301, 301])
      await expect(verify(scheme, signed("m", BODY, SECONDS + offset))).rejects.toMatchObject(EXPIRED);
  });

  test("can tell from the headers alone what nobody can have signed", () => {
    expect(() => scheme.check?.(new Headers(signed()))).not.toThrow();
    expect(() => scheme.check?.(new Headers())).toThrow(expect.objectContaining(INVALID));
  });

  test.each([[""], [[]], ["whsec_"], ["whsec_%%%"], [undefined], [["whsec_AAAA", ""]]])(
    "can't work with the secret %j",
    (secret) => {
      expect(() => standardWebhooks({ secret: secret as string })).toThrow(/standardWebhooks: secret/);
    },
  );

  test("can't work with a tolerance that is none", () => {
    expect(() => standardWebhooks({ secret: SECRET, toleranceSeconds: Number.NaN })).toThrow(/toleranceSeconds/);
  });
});

describe("timestampedWebhooks", () => {
  const SECRET = "whsec_test_secret";
  const scheme = timestampedWebhooks({ header: "stripe-signature", secret: SECRET });

  function signed(body = BODY, seconds = SECONDS, secret = SECRET): Record<string, string> {
    const options = { payload: body, secret, timestamp: seconds };
    return { "stripe-signature": Stripe.webhooks.generateTestHeaderString(options as never) };
  }

  test("takes what Stripe's library signs", async () => {
    await expect(verify(scheme, signed())).resolves.toEqual({ id: null });
  });

  test("takes bytes as they came, whatever they are", async () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x7d]);
    const mac = createHmac("sha256", SECRET).update(`${SECONDS}.`).update(bytes).digest("hex");
    await expect(verify(scheme, { "stripe-signature": `t=${SECONDS},v1=${mac}` }, bytes)).resolves.toBeTruthy();
  });

  const MAC = "a".repeat(64);
  test.each([
    ["another body", signed(), `${BODY} `],
    ["another secret", signed(BODY, SECONDS, "other"), BODY],
    ["two times", { "stripe-signature": `t=1,${signed()["stripe-signature"]}` }, BODY],
    ["no time", { "stripe-signature": `v1=${MAC}` }, BODY],
    ["no signature", { "stripe-signature": `t=${SECONDS}` }, BODY],
    ["a short signature", { "stripe-signature": `t=${SECONDS},v1=abcd` }, BODY],
    ["another version alone", { "stripe-signature": `t=${SECONDS},v0=${MAC}` }, BODY],
    ["nothing", {}, BODY],
  ])("refuses %s", async (_, headers, body) => {
    await expect(verify(scheme, headers as Record<string, string>, body)).rejects.toMatchObject(INVALID);
  });

  test("refuses what is too old", async () => {
    await expect(verify(scheme, signed(BODY, SECONDS - 300))).resolves.toBeTruthy();
    await expect(verify(scheme, signed(BODY, SECONDS - 301))).rejects.toMatchObject(EXPIRED);
  });

  test("can't work without a header's name", () => {
    expect(() => timestampedWebhooks({ header: "", secret: SECRET })).toThrow(/header must name a header/);
  });
});

describe("hmacWebhooks", () => {
  const SECRET = "It's a Secret to Everybody";
  const github = hmacWebhooks({ header: "x-hub-signature-256", prefix: "sha256=", secret: SECRET });

  test("takes GitHub's documented example", async () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    const headers = {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    };
    await expect(verify(github, headers, "Hello, World!")).resolves.toEqual({ id: null });
  });

  test("takes what GitHub's library signs", async () => {
    await expect(verify(github, { "x-hub-signature-256": await signForGitHub(SECRET, BODY) })).resolves.toEqual({
      id: null,
    });
  });

  test("takes Vercel's SHA-1 and Shopify's base64", async () => {
    const vercel = hmacWebhooks({ header: "x-vercel-signature", algorithm: "SHA-1", secret: SECRET });
    const sha1 = createHmac("sha1", SECRET).update(BODY).digest("hex");
    await expect(verify(vercel, { "x-vercel-signature": sha1 })).resolves.toEqual({ id: null });
    const shopify = hmacWebhooks({ header: "x-shopify-hmac-sha256", encoding: "base64", secret: SECRET });
    const base64 = createHmac("sha256", SECRET).update(BODY).digest("base64");
    await expect(verify(shopify, { "x-shopify-hmac-sha256": base64 })).resolves.toEqual({ id: null });
  });

  test.each([
    ["another body", createHmac("sha256", SECRET).update("x").digest("hex"), "sha256="],
    ["another secret", createHmac("sha256", "x").update(BODY).digest("hex"), "sha256="],
    ["another algorithm", createHmac("sha1", SECRET).update(BODY).digest("hex"), "sha256="],
    ["no prefix", createHmac("sha256", SECRET).update(BODY).digest("hex"), ""],
    ["no hex", "x".repeat(64), "sha256="],
    ["nothing", "", ""],
  ])("refuses %s", async (_, mac, prefix) => {
    await expect(verify(github, { "x-hub-signature-256": `${prefix}${mac}` })).rejects.toMatchObject(INVALID);
    await expect(verify(github, {})).rejects.toMatchObject(INVALID);
  });

  test.each([
    [{ algorithm: "MD5" }, /algorithm must be/],
    [{ encoding: "utf8" }, /encoding must be/],
    [{ header: "" }, /header must name/],
    [{ secret: "" }, /secret is missing|secret is empty/],
  ])("can't work with %o", (more, sentence) => {
    expect(() => hmacWebhooks({ header: "x", secret: SECRET, ...more } as never)).toThrow(sentence);
  });
});
