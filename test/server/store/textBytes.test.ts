import { describe, expect, it } from "vitest";
import { jsonBytes, ownText, textBytes } from "../../../src/server/store/LruMap";

describe("how much memory is counted", () => {
  it("for a text is a byte a character and what a string costs, and two where one is beyond Latin-1", () => {
    const empty = textBytes("");
    expect(empty).toBeGreaterThan(0);
    expect(
      [textBytes("abc"), textBytes("aÿ\0"), textBytes("abあ"), textBytes("Ā")].map((bytes) => bytes - empty),
    ).toEqual([3, 3, 6, 2]);
  });

  it("for a JSON value is that of all its parts", () => {
    const nothing = jsonBytes({});
    expect(jsonBytes([])).toBe(nothing);
    expect(jsonBytes("abc")).toBe(textBytes("abc"));
    for (const small of [null, 5, true, undefined]) expect(jsonBytes(small)).toBe(8);
    expect(jsonBytes([1, null]) - nothing).toBe(2 * (8 + 8));
    expect(jsonBytes({ text: "abc", more: ["あ"] }) - nothing).toBe(
      8 + textBytes("abc") + 8 + nothing + 8 + textBytes("あ"),
    );
  });
});

it("a text of one's own is the same text, whatever stands in it", () => {
  for (const text of ["", "abc", "aÿあ😀", "\0"]) expect(ownText(text)).toBe(text);
});
