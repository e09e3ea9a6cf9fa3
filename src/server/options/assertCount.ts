import { failOption } from "./failOption";

/** @throws TypeError unless `value` is undefined or a number from 1 to 2^40. */
export function assertCount(name: string, value: unknown): asserts value is number | undefined {
  if (value !== undefined && !(typeof value === "number" && value >= 1 && value < 2 ** 40))
    failOption(`${name} must be a number of 1 or more.`);
}
