// What is imported dynamically is loaded only by those who use it (push), so it does not count.
const lazyApart = {
  name: "lazy-apart",
  setup: (build) =>
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    ),
};
const modifyEsbuildConfig = (config) => ({ ...config, plugins: [...(config.plugins ?? []), lazyApart] });

const peers = ["react", "react-dom", "@tanstack/react-query"];
const entry = { path: "dist/index.js", ignore: peers, gzip: true, modifyEsbuildConfig };

// These guard against growth. What an app pays is less (`npm run bench -- size`): esbuild keeps the import statements
// of what it leaves out.
export default [
  {
    ...entry,
    name: "import { useJob }, zod, React and TanStack Query apart",
    import: "{ useJob }",
    ignore: [...peers, "zod"],
    limit: "12.7 kB",
  },
  { ...entry, name: "import { useJob } with zod/mini", import: "{ useJob }", limit: "17.3 kB" },
  { ...entry, name: "import { JobProgress } with zod/mini", import: "{ JobProgress }", limit: "25.9 kB" },
  {
    ...entry,
    name: "everything: all hooks, components, languages and @tanstack/react-virtual",
    import: "*",
    limit: "56.2 kB",
  },
  { path: "dist/styles.css", name: "longrun/styles.css", gzip: true, limit: "3 kB" },
];
