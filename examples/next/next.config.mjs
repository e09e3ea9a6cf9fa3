/** @type {import("next").NextConfig} */
export default {
  // Else Next takes the repository around this example for the project, by its lockfile.
  turbopack: { root: import.meta.dirname },
};
