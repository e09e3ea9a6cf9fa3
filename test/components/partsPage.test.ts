// The page of parts lists every part, and no other.
import { readFileSync } from "node:fs";
import { JobProgress, JobTable, LeaseRequestCard, LineRequestCard } from "longrun";
import { expect, test } from "vitest";

const page = readFileSync("stories/docs/Parts.mdx", "utf8");

test.each(Object.entries({ JobProgress, JobTable, LeaseRequestCard, LineRequestCard }))(
  "every part of %s is listed",
  (name, component) => {
    const parts = Object.keys(component).filter((key) => /^[A-Z]/.test(key));
    const told = [...page.matchAll(new RegExp(`^\\| \`${name}\\.(\\w+)\``, "gm"))].map(([, part]) => part);
    expect(told.sort()).toEqual(parts.sort());
  },
);
