/** @type {import("next").NextConfig} */
export default {
  // As `create-next-app` has it. The same code runs without it.
  cacheComponents: process.env["CACHE_COMPONENTS"] !== "false",
  // Else Next takes the repository around this example for the project, by its lockfile.
  turbopack: { root: import.meta.dirname },
};
