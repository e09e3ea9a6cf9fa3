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

/**
 * Whether `value` is an absolute `https:` URL without a user name or password in it. It must be written as one: URL parsers take away
 * tabs and line breaks and turn backslashes, so that what a person reads may not be where the link leads.
 */
export function isHttpsLink(value: unknown): value is string {
  if (typeof value !== "string" || !/^https:\/\/[^\s\\\p{C}]+$/iu.test(value) || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return protocol === "https:" && username === "" && password === "";
}
