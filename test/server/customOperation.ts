import * as z from "zod/mini";
import { defineOperation as define } from "../../src/operations/defineOperation";
import type { AnyOperation } from "../../src/operations/Operation";
import type { Cadence } from "../../src/polling/Cadence";
import { fixed } from "../../src/polling/fixed";

/** An operation of nobody's, `/v1/renders/:renderId`. */
export function defineOperation(endpoint: string, cadence: Cadence = fixed(2_000)): AnyOperation {
  return define({
    name: `${endpoint}.render`,
    endpoint,
    path: "/v1/renders/:renderId",
    schema: z.looseObject({ status: z.string() }),
    statuses: { rendering: null, done: "success", broken: "failure" },
    cadence,
  });
}

export const fixedDelay: (ms: number) => Cadence = fixed;
