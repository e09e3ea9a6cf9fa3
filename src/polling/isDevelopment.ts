// Whether this is a development build: `process.env.NODE_ENV` is there, and is not `production`. False in a browser
// without a bundler, which has no `process`.
//
// Code for development alone stands behind both clauses:
//
//     if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production") …
//
// Bundlers fold the second clause to false and drop the code; behind the call alone they would keep it. The call keeps
// the second clause from throwing. `typeof process` can't take its place: Vite's development server replaces
// `process.env.NODE_ENV` and leaves `process` undefined.
export function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== "production";
  } catch {
    return false;
  }
}
