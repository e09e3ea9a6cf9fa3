import * as z from "zod/mini";

type Lenient<Value> = z.ZodMiniPipe<z.ZodMiniOptional<z.ZodMiniUnknown>, z.ZodMiniTransform<Value, unknown>>;

/**
 * The schema of a field that a screen can do without: it takes anything and reads the usable part. If a provider sends
 * something undocumented, that field is lost, not the whole answer. (`z.catch` does the same, for 3 kB more in every
 * browser.)
 */
/* @__NO_SIDE_EFFECTS__ */
export function lenient<Value>(read: (value: unknown) => Value): Lenient<Value> {
  return z.pipe(z.optional(z.unknown()), z.transform(read));
}

export const lenientText: Lenient<string | null | undefined> = lenient((value) =>
  typeof value === "string" || value === null ? value : undefined,
);

export const lenientBoolean: Lenient<boolean | undefined> = lenient((value) =>
  typeof value === "boolean" ? value : undefined,
);

/** Only an `https:` link is kept: any other (`javascript:`, `data:`, plain `http:`) could harm whoever follows it. */
export const httpsLink: Lenient<string | undefined> = lenient((value) => (isHttpsLink(value) ? value : undefined));

/**
 * Whether `value` is an absolute `https:` URL without a user name or password in it. It must be written as one: URL
 * parsers take away tabs and line breaks and turn backslashes, so that what a person reads may not be where the link
 * leads.
 */
export function isHttpsLink(value: unknown): value is string {
  if (typeof value !== "string" || !/^https:\/\/[^\s\\\p{C}]+$/iu.test(value)) return false;
  try {
    const { protocol, username, password } = new URL(value);
    return protocol === "https:" && username === "" && password === "";
  } catch {
    return false;
  }
}
