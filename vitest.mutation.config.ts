import { defineConfig } from "vitest/config";
import config from "./vitest.config";

// Mutants of a room are run against the tests of that room alone: what a test elsewhere happens to notice is not what
// the room is held by.
const room = process.env["MUTATION_ROOM"] ?? "";
// For a piece that few tests are about: npm run mutation -- server --tests relay,visitors --mutate …; what others would
// have caught counts as missed.
const tests = process.env["MUTATION_TESTS"] ?? "*";

const [node] = config.test?.projects ?? [];
if (typeof node !== "object" || !("resolve" in node) || node.resolve === undefined)
  throw new Error("vitest.config.ts has no project of Node's tests first.");

export default defineConfig({
  resolve: node.resolve,
  test: {
    environment: "node",
    restoreMocks: true,
    // Most of what a mutant breaks shows as a test that waits for ever; those of the other rooms wait by fake clocks,
    // and end within a third of a second.
    testTimeout: room === "server" ? 20_000 : 4_000,
    // Half of the time would go into loading the same modules anew for each file of tests; every mutant has a worker of
    // its own all the same.
    isolate: false,
    include: tests.split(",").map((name) => `test/${room}/**/${name}.test.ts`),
    // Relays in processes of their own run the sources as they are, not the mutants; a store elsewhere makes each
    // mutant take seconds. What waits by the real clock, as for streams of a relay of its own, makes each mutant take
    // half a minute.
    exclude: [
      "test/server/{killedRelay,memoryBound,redisOutage,severalRelays,eventsAtSeveralRelays,stores,edgeRuntime,silentReaders}.test.ts",
      "test/client/nextUser.test.ts",
    ],
  },
});
