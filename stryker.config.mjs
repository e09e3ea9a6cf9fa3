// Mutation testing of one room, MUTATION_ROOM: started by scripts/mutation.mjs.
const room = process.env.MUTATION_ROOM;

export default {
  mutate: [`src/${room}/**/*.ts`],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  // Which tests a mutant is run against is known from what each of them covers.
  vitest: { configFile: "vitest.mutation.config.ts", related: false },
  coverageAnalysis: "perTest",
  // What runs only while a module is loaded would have to be run against every test: four fifths of the time.
  ignoreStatic: true,
  ignorePatterns: [
    "/dist",
    "/storybook-static",
    "/coverage",
    "/reports",
    "/bench",
    "/stories",
    "/docs",
    "/examples",
    "/test/browser",
    "/.storybook",
  ],
  // What was found out of sources and tests that are still the same is kept, so that a room can be run in pieces: --
  // server --mutate FILE,FILE
  incremental: true,
  incrementalFile: `reports/mutation/${room}.incremental.json`,
  reporters: ["clear-text", "json"],
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportTests: false,
    reportMutants: true,
    reportScoreTable: true,
  },
  jsonReporter: { fileName: `reports/mutation/${room}.json` },
  // A mutant that loops is found by counting; this is for what waits for ever. A machine under load is no reason to
  // call one killed.
  timeoutMS: 30_000,
  concurrency: 2,
  allowConsoleColors: false,
};
