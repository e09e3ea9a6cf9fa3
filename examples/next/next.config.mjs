// As `create-next-app` has both. The same code runs without them.
const cacheComponents = process.env["CACHE_COMPONENTS"] !== "false";

/** @type {import("next").NextConfig} */
export default {
  cacheComponents,
  partialPrefetching: cacheComponents,
  // Else Next takes the repository around this example for the project, by its lockfile.
  turbopack: { root: import.meta.dirname },
};
