import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * The files of the built page by their URL paths, read once, so that no visitor's path reaches the disk.
 */
export function staticFiles(folder) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    files.set(path, {
      body: readFileSync(file),
      headers: {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        // Vite puts a hash into the names of assets, so they never change.
        "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      },
    });
  }
  return (path) =>
    files.get(path === "/" ? "/index.html" : /^\/invoice\/\w+$/.test(path) ? "/invoice.html" : path) ?? null;
}
