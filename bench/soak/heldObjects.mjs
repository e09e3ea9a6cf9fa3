import { setImmediate } from "node:timers/promises";
import { queryObjects, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Counts the reachable objects of each class, and the memory in use, in MiB. */
export async function heldObjects(classes) {
  for (let round = 0; round < 3; round += 1) {
    gc();
    // Finalizers run after a turn of the event loop.
    await setImmediate();
  }
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  // A subclass's prototype counts as an object of its class, and is always there.
  return {
    ...Object.fromEntries(Object.entries(classes).map(([name, type]) => [name, queryObjects(type)])),
    "heap (MiB)": Math.round(heap * 10) / 10,
  };
}
