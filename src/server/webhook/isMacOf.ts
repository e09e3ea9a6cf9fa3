export type MacAlgorithm = "SHA-256" | "SHA-1" | "SHA-512";

/** Whether one of `macs` is the HMAC of the parts, joined. Each is compared, and each in constant time. */
export async function isMacOf(
  parts: readonly (string | Uint8Array)[],
  macs: readonly Uint8Array<ArrayBuffer>[],
  keys: readonly Uint8Array<ArrayBuffer>[],
  hash: MacAlgorithm = "SHA-256",
): Promise<boolean> {
  const message = joined(parts);
  const checks = keys.map(async (bytes) => {
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash }, false, ["verify"]);
    // `verify` compares in constant time.
    return Promise.all(macs.map((mac) => crypto.subtle.verify("HMAC", key, mac, message)));
  });
  return (await Promise.all(checks)).flat().includes(true);
}

function joined(parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const all = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The bytes that text in hex or base64 stands for; null where it is neither. */
export function bytesIn(text: string, encoding: "hex" | "base64"): Uint8Array<ArrayBuffer> | null {
  if (encoding === "hex") {
    if (!/^([0-9a-f]{2})+$/i.test(text)) return null;
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  if (text === "" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
