// `create-next-app` sets both. The same code runs without them.
const cacheComponents = process.env["CACHE_COMPONENTS"] !== "false";

/** @type {import("next").NextConfig} */
export default {
  cacheComponents,
  partialPrefetching: cacheComponents,
  // Without it Next takes the repository around this example for the project, because of its lockfile.
  turbopack: { root: import.meta.dirname },
};
