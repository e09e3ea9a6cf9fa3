import { verifyLayersWebhook } from "longrun/server";
import { describe, expect, it } from "vitest";
import { signWebhook } from "../../src/testing/signWebhook";

const SECRET = "whsec_of_the_endpoint";
const NOW = 1_776_540_000_000;
const payload = JSON.stringify({ id: "evt_1", type: "job.completed", data: { jobId: "job_1", kind: "content_generate", result: {} } });
const signed = (secrets: string | readonly string[] = SECRET, atMs = NOW, body = payload) => signWebhook(body, secrets, Math.floor(atMs / 1_000));
const verify = (signature: string | null, more: object = {}) => verifyLayersWebhook({ payload, signature, secret: SECRET, now: () => NOW, ...more });

describe("an event of Layers", () => {
  it("is verified and parsed", async () => {
    expect(await verify(await signed())).toEqual({ id: "evt_1", type: "job.completed", data: { jobId: "job_1", kind: "content_generate", result: {} } });
  });

  it("is signed as Layers documents it: HMAC-SHA256 of “t.body”", async () => {
    // Worked out with another tool: printf '1776540000.%s' "$body" | openssl dgst -sha256 -hmac "$secret"
    const { createHmac } = await import("node:crypto");
    const mac = createHmac("sha256", SECRET).update(`1776540000.${payload}`).digest("hex");
    expect((await verify(`t=1776540000,v1=${mac}`)).id).toBe("evt_1");
  });

  it("is taken as bytes too, umlauts and all", async () => {
    const body = JSON.stringify({ id: "evt_2", type: "job.failed", data: { message: "Größe – 大きい" } });
    const bytes = new TextEncoder().encode(body);
    expect((await verify(await signed(SECRET, NOW, body), { payload: bytes })).data).toEqual({ message: "Größe – 大きい" });
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
    ["a thousand of them", async () => `t=${NOW / 1_000},${Array.from({ length: 1_000 }, () => `v1=${"0".repeat(64)}`).join(",")}`],
  ])("%s", async (_, signature) => {
    await expect(verify(await signature())).rejects.toMatchObject({ code: "INVALID_SIGNATURE", httpStatus: 401 });
  });

  it.each([-301, 301, -86_400, 86_400])("one that is %i s off, though well signed", async (seconds) => {
    await expect(verify(await signed(SECRET, NOW + seconds * 1_000))).rejects.toMatchObject({ code: "EXPIRED_SIGNATURE", httpStatus: 401 });
  });

  it.each(["[]", "null", "no json", '{"id":"evt_1"}', '{"id":"../1","type":"x","data":{}}', '{"id":"evt_1","type":"x","data":[]}'])("a well signed %s", async (body) => {
    await expect(verify(await signed(SECRET, NOW, body), { payload: body })).rejects.toMatchObject({ code: "INVALID_EVENT", httpStatus: 400 });
  });

  it("an empty secret, which would let anybody sign", async () => {
    await expect(verify(await signed(), { secret: "" })).rejects.toThrow(/secret is empty/);
  });

  it("nothing of the secret or the body is in a message", async () => {
    const error = await verify(await signed("whsec_other")).catch((caught: unknown) => String(caught));
    expect(error).not.toMatch(/whsec|job_1/);
  });
});
