import { createHmac } from "node:crypto";
import { verifyLayersWebhook } from "longrun/server";
import { describe, expect, it } from "vitest";
import { signWebhook } from "../../../src/testing/layers/signWebhook";

const SECRET = "whsec_of_the_endpoint";
const NOW = 1_776_540_000_000;
const payload = JSON.stringify({
  id: "evt_1",
  type: "job.completed",
  data: { jobId: "job_1", kind: "content_generate", result: {} },
});
const signed = (secrets: string | readonly string[] = SECRET, atMs = NOW, body = payload) =>
  signWebhook(body, secrets, Math.floor(atMs / 1_000));
/** Signed for a time that may be none. */
const macOf = (timestamp: string, secret = SECRET) =>
  createHmac("sha256", secret).update(`${timestamp}.${payload}`).digest("hex");
const verify = (signature: string | null, more: object = {}) =>
  verifyLayersWebhook({ payload, signature, secret: SECRET, now: () => NOW, ...more });

describe("an event of Layers", () => {
  it("is verified and parsed", async () => {
    expect(await verify(await signed())).toEqual({
      id: "evt_1",
      type: "job.completed",
      data: { jobId: "job_1", kind: "content_generate", result: {} },
    });
  });

  it.each([Number.NaN, () => Number.NaN, () => undefined])(
    "is refused by a clock that gives no time (%s)",
    async (now) => {
      await expect(verify(await signed(), { now })).rejects.toMatchObject({ code: "EXPIRED_SIGNATURE" });
    },
  );

  it("is signed as Layers documents it: HMAC-SHA256 of “t.body”", async () => {
    // Worked out with another tool: printf '1776540000.%s' "$body" | openssl dgst -sha256 -hmac "$secret"
    expect((await verify(`t=1776540000,v1=${macOf("1776540000")}`)).id).toBe("evt_1");
  });

  it("passes with spaces between the parts, and with parts of versions to come", async () => {
    expect((await verify(`v2=x, t=1776540000 , v1=${macOf("1776540000")}`)).id).toBe("evt_1");
  });

  it("passes with as many as eight signatures, and as long as a header of a kilobyte", async () => {
    expect((await verify(`t=1776540000,${`v1=${"0".repeat(64)},`.repeat(7)}v1=${macOf("1776540000")}`)).id).toBe(
      "evt_1",
    );
    expect((await verify(`${await signed()},`.padEnd(1_024, "x"))).id).toBe("evt_1");
  });

  it("is of a clock that is given as a number too, and of this very second where nothing is tolerated", async () => {
    expect((await verify(await signed(), { now: NOW, toleranceSeconds: 0 })).id).toBe("evt_1");
    await expect(verify(await signed(), { now: NOW + 1_000, toleranceSeconds: 0 })).rejects.toMatchObject({
      code: "EXPIRED_SIGNATURE",
    });
  });

  it("names nothing that it repeats where that is no text", async () => {
    const body = JSON.stringify({ id: "evt_3", type: "test.ping", data: {}, replayOf: 7 });
    expect(await verify(await signed(SECRET, NOW, body), { payload: body })).toStrictEqual({
      id: "evt_3",
      type: "test.ping",
      data: {},
    });
  });

  it("is taken as bytes too, umlauts and all", async () => {
    const body = JSON.stringify({ id: "evt_2", type: "job.failed", data: { message: "Größe – 大きい" } });
    const bytes = new TextEncoder().encode(body);
    expect((await verify(await signed(SECRET, NOW, body), { payload: bytes })).data).toEqual({
      message: "Größe – 大きい",
    });
  });

  it("passes while its secret is being replaced, whichever of the two is known here", async () => {
    const both = await signed(["whsec_new", SECRET]);
    expect((await verify(both)).id).toBe("evt_1");
    expect((await verify(both, { secret: "whsec_new" })).id).toBe("evt_1");
  });

  it.each([-300, 0, 300])("is of now when it is %i s off", async (seconds) => {
    expect((await verify(await signed(SECRET, NOW + seconds * 1_000))).id).toBe("evt_1");
  });

  it("tells which one it repeats", async () => {
    const body = JSON.stringify({ id: "evt_3", type: "test.ping", data: {}, replayOf: "evt_1" });
    expect((await verify(await signed(SECRET, NOW, body), { payload: body })).replayOf).toBe("evt_1");
  });
});

describe("anything else is refused", () => {
  it.each<[string, () => Promise<string | null> | string | null]>([
    ["no signature", () => null],
    ["an empty one", () => ""],
    ["one of another secret", () => signed("whsec_other")],
    ["one of another body", () => signed(SECRET, NOW, payload.replace("job_1", "job_2"))],
    ["one whose time was changed", async () => (await signed()).replace(/t=\d+/, `t=${NOW / 1_000 - 1}`)],
    ["one with two times", async () => `t=1,${await signed()}`],
    ["one without a time", async () => (await signed()).replace(/^t=\d+,/, "")],
    ["one cut short", async () => (await signed()).slice(0, -2)],
    ["one that is not hex", () => `t=${NOW / 1_000},v1=${"z".repeat(64)}`],
    ["one of another version alone", async () => (await signed()).replace("v1=", "v0=")],
    [
      "a thousand of them",
      async () => `t=${NOW / 1_000},${Array.from({ length: 1_000 }, () => `v1=${"0".repeat(64)}`).join(",")}`,
    ],
    ["a right one among nine", () => `t=1776540000,${`v1=${"0".repeat(64)},`.repeat(8)}v1=${macOf("1776540000")}`],
    ["a right one in a header longer than a kilobyte", async () => `${await signed()},`.padEnd(1_025, "x")],
    ["a right one with a second time after it", async () => `${await signed()},t=1`],
    ["a right one beside one that is not hex", async () => `${await signed()},v1=${"z".repeat(64)}`],
    ["a right one beside one that is too long", async () => `${await signed()},v1=${"0".repeat(66)}`],
    ["a right one beside one with something before it", async () => `${await signed()},v1=x${"0".repeat(64)}`],
    ["a right one for a time with something before it", () => `t=x1776540000,v1=${macOf("x1776540000")}`],
    ["a right one for a time with something after it", () => `t=1776540000x,v1=${macOf("1776540000x")}`],
    ["a right one for a time of thirteen digits", () => `t=1776540000000,v1=${macOf("1776540000000")}`],
    ["a right one for no time", () => `v1=${macOf("undefined")}`],
    ["a time alone", () => "t=1776540000"],
  ])("%s", async (_, signature) => {
    await expect(verify(await signature())).rejects.toMatchObject({
      code: "INVALID_SIGNATURE",
      httpStatus: 401,
      operation: "layers.webhook",
    });
  });

  it("with what to do about it", async () => {
    await expect(verify(null)).rejects.toThrow("layers.webhook: the signature is missing or malformed.");
    await expect(verify(await signed("whsec_other"))).rejects.toThrow(
      /^layers\.webhook: .* Check the secret, and that the body is passed on unparsed\.$/,
    );
    await expect(verify(await signed(SECRET, 0))).rejects.toThrow(
      "layers.webhook: the signature's time is more than 300 s from now. Check this machine's clock.",
    );
    await expect(verify(await signed(SECRET, NOW, "no json"), { payload: "no json" })).rejects.toThrow(
      "layers.webhook: what was signed is not JSON.",
    );
    for (const body of ["[]", "{}"])
      await expect(verify(await signed(SECRET, NOW, body), { payload: body })).rejects.toThrow(
        "layers.webhook: what was signed is not an event.",
      );
  });

  it.each([-1, Number.NaN, "x"])("a tolerance of %s, as a mistake of who calls", async (toleranceSeconds) => {
    await expect(verify(await signed(), { toleranceSeconds })).rejects.toThrow(
      /^verifyLayersWebhook: toleranceSeconds must be a number of 0 or more\.$/,
    );
  });

  it("a secret that is no text", async () => {
    await expect(verify(await signed(), { secret: undefined })).rejects.toThrow(
      /^verifyLayersWebhook: secret is empty/,
    );
  });

  it.each([-301, 301, -86_400, 86_400])("one that is %i s off, though well signed", async (seconds) => {
    await expect(verify(await signed(SECRET, NOW + seconds * 1_000))).rejects.toMatchObject({
      code: "EXPIRED_SIGNATURE",
      httpStatus: 401,
    });
  });

  it.each([
    "[]",
    "null",
    "no json",
    '{"id":"evt_1"}',
    '{"id":"../1","type":"x","data":{}}',
    '{"id":"evt_1","type":"x","data":[]}',
    '{"id":7,"type":"x","data":{}}',
    '{"id":"evt_1","type":7,"data":{}}',
    '{"id":"evt_1/..","type":"x","data":{}}',
    `{"id":"evt_1","type":"x","data":${"[".repeat(500)}${"]".repeat(500)}}`,
    `{"id":"evt_1","type":"x","data":{"a":${"[".repeat(500)}${"]".repeat(500)}}}`,
  ])("a well signed %s", async (body) => {
    await expect(verify(await signed(SECRET, NOW, body), { payload: body })).rejects.toMatchObject({
      code: "INVALID_EVENT",
      httpStatus: 400,
    });
  });

  it("an empty secret, which would let anybody sign", async () => {
    await expect(verify(await signed(), { secret: "" })).rejects.toThrow(/secret is empty/);
  });

  it("nothing of the secret or the body is in a message", async () => {
    const error = await verify(await signed("whsec_other")).catch((caught: unknown) => String(caught));
    expect(error).not.toMatch(/whsec|job_1/);
  });
});
