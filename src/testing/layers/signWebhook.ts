/**
 * The `X-Layers-Signature` of a payload: `t=<unix seconds>,v1=<hex>`, with one `v1` for each secret; several while one
 * is being replaced. Each is the HMAC-SHA256 of `<t>.<payload>`.
 */
export async function signWebhook(
  payload: string,
  secrets: string | readonly string[],
  timestampSeconds: number,
): Promise<string> {
  const encoder = new TextEncoder();
  const signed = encoder.encode(`${timestampSeconds}.${payload}`);
  const all = typeof secrets === "string" ? [secrets] : secrets;
  const signatures = await Promise.all(
    all.map(async (secret) => {
      const key = await crypto.subtle.importKey(
        "raw",
        encoder.encode(secret),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"],
      );
      return `v1=${hex(await crypto.subtle.sign("HMAC", key, signed))}`;
    }),
  );
  return [`t=${timestampSeconds}`, ...signatures].join(",");
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
