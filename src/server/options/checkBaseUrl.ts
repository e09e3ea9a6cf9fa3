import { failOption } from "./failOption";

const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * An upstream's base URL without a trailing slash.
 *
 * @param where The option's name, for errors.
 * @throws TypeError unless it is an absolute https: URL (http: on this machine) without credentials, query or fragment.
 */
export function checkBaseUrl(where: string, value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value))
    failOption(`${where} must be an absolute URL, such as "https://api.example.com".`);
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") failOption(`${where} must be an https: URL.`);
  if (url.protocol === "http:" && !THIS_MACHINE.test(url.hostname)) {
    failOption(
      `${where} is http:, over which anybody on the way can read the key. Only this machine (localhost) may be ` +
        "asked without https.",
    );
  }
  if (url.username !== "" || url.password !== "") failOption(`${where} must not hold a user name or a password.`);
  if (url.search !== "" || url.hash !== "") failOption(`${where} must have no query and no fragment.`);
  return url.href.replace(/\/+$/, "");
}
