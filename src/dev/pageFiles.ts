import { readFileSync } from "node:fs";

export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const read = (name: string): string => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");

/** The page's files by the path that each is served at. They are read once: no request path reaches the disk. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: read("index.html") }],
    ["/dev/page.css", { type: "text/css; charset=utf-8", body: read("page.css") }],
    ["/dev/page.js", { type: "text/javascript; charset=utf-8", body: read("page.js") }],
  ]);
}
