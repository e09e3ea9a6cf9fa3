import { isDevelopment } from "../polling/isDevelopment";

type IdKind = "a job" | "a lease request" | "a project" | "a social account" | "a line request";

/** The form of the services' ids. */
const ID_KINDS: Readonly<Record<IdKind, RegExp>> = {
  "a job": /^job_/,
  "a lease request": /^lreq_/,
  "a project": /^prj_/,
  "a social account": /^sa_/,
  "a line request": /^[\da-f]{24}$/,
};

/** Makes a definition's `mistakenIds`. @param wanted The kind of thing that each of its parameters stands for. */
/* @__NO_SIDE_EFFECTS__ */
export function mistakenIds(
  wanted: Readonly<Record<string, IdKind>>,
): (params: Readonly<Record<string, string>>) => string | undefined {
  return (params) => {
    // Asked by a client of which a read failed, and told to developers alone.
    if (/* @__PURE__ */ isDevelopment() && process.env.NODE_ENV !== "production") {
      for (const [name, kind] of Object.entries(wanted)) {
        const [found = kind] = Object.entries(ID_KINDS).find(([, pattern]) => pattern.test(params[name] ?? "")) ?? [];
        if (found !== kind) return `${name} looks like the id of ${found}, not of ${kind}`;
      }
    }
    return undefined;
  };
}
