/** An escape in a JSON string. */
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/gi;
const JSON_CHARS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const URL_ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/**
 * All that `text` may be unescaped to: as JSON once and twice (JSON within a JSON string), and then as a URL or a form.
 * Empty if it has no escapes.
 */
export function unescapedReadings(text: string): Set<string> {
  if (!/[\\%+]/.test(text)) return new Set();
  const texts = new Set([text]);
  if (text.includes("\\")) {
    const once = unescapedJson(text);
    texts.add(once).add(unescapedJson(once));
  }
  const readings = new Set(texts);
  for (const one of texts) {
    // A form writes a space as +.
    for (const url of one.includes("+") ? [one, one.replaceAll("+", " ")] : [one]) {
      readings.add(url);
      // Most encode URLs in UTF-8, some in Latin-1, as HTTP once did.
      if (url.includes("%")) readings.add(unescapedUrl(url, fromUtf8)).add(unescapedUrl(url, fromLatin1));
    }
  }
  readings.delete(text);
  return readings;
}

function unescapedJson(text: string): string {
  return text.replace(JSON_ESCAPE, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (JSON_CHARS[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function unescapedUrl(text: string, from: (bytes: number[]) => string): string {
  return text.replace(URL_ESCAPES, (escapes) =>
    from(
      escapes
        .slice(1)
        .split("%")
        .map((hex) => Number.parseInt(hex, 16)),
    ),
  );
}

function fromUtf8(bytes: number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function fromLatin1(bytes: number[]): string {
  return bytes.map((byte) => String.fromCharCode(byte)).join("");
}
