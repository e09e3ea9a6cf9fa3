import type { AnyOperation } from "../../operations/defineOperation";

/** Names one operation among all that a client watches. No id that is sent has a space in it. */
export function watchKey({ name, params: names }: AnyOperation, params: Readonly<Record<string, string>>): string {
  return names.reduce((key, param) => `${key} ${params[param] ?? ""}`, name);
}
