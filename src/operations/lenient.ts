import * as z from "zod/mini";

/**
 * Fields that a screen can do without. A provider that sends something else than it documents loses that field, not the whole
 * answer; so each of these reads anything and gives `undefined` for what it can't use.
 */
export const lenientText: z.ZodMiniCatch<z.ZodMiniOptional<z.ZodMiniNullable<z.ZodMiniString>>> = z.catch(
  z.optional(z.nullable(z.string())),
  undefined,
);

/** A yes or no that may be missing. */
export const lenientBoolean: z.ZodMiniCatch<z.ZodMiniOptional<z.ZodMiniBoolean>> = z.catch(z.optional(z.boolean()), undefined);

/** Only an `https:` link is kept: any other (`javascript:`, `data:`, plain `http:`) could harm whoever follows it. */
export const httpsLink: z.ZodMiniPipe<z.ZodMiniUnknown, z.ZodMiniTransform<string | undefined, unknown>> = z.pipe(
  z.unknown(),
  z.transform((value): string | undefined => (isHttpsLink(value) ? value : undefined)),
);

/** Whether `value` is an absolute `https:` URL without a user name or password in it. */
export function isHttpsLink(value: unknown): value is string {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return protocol === "https:" && username === "" && password === "";
}
