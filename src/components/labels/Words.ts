import { isRecord } from "../../operations/isRecord";
import type { OperationError } from "../../operations/error/OperationError";
import type { IconOverride } from "./IconOverrides";
import { formatsOf, type Formats } from "./formats";
import { humanize } from "./humanize";
import type { Labels, TextLabels } from "./Labels";
import type { DrawnLabels } from "./mergeLabels";
import { isDevelopment } from "../../polling/isDevelopment";

type Section = Exclude<keyof Labels, "text">;
type Values = Readonly<Record<string, string | number>>;

/** The labels, formats and icons of one language. */
export interface Words extends Formats {
  readonly locale: string;
  readonly labels: DrawnLabels;
  /** The replacement for the built-in icon of this name; undefined where there is none. */
  readonly icon: (name: string) => IconOverride | undefined;
  /** The label of a wire name; a name without a label is turned into words. */
  readonly name: (section: Section, name: string) => string;
  /** A sentence with its values filled in. Numbers are formatted by the locale; `count` chooses the plural form. */
  readonly text: (key: keyof TextLabels, values?: Values) => string;
  /** Why a read failed. */
  readonly error: (error: OperationError) => string;
}

/** Error codes with a label for visitors that often mean a mistake in the program. */
const DEVELOPERS = /^(INVALID_ID|INVALID_RESPONSE|FORBIDDEN|NOT_FOUND)$/;

/** Makes the words for a set of labels and a locale. */
export function makeWords(labels: DrawnLabels, locale: string): Words {
  const formats = formatsOf(locale);
  // Own properties only: names come from the wire, and one could be `constructor`.
  const own = <Entry>(all: Readonly<Record<string, Entry>>, name: string): Entry | undefined =>
    Object.hasOwn(all, name) ? all[name] : undefined;
  const known = (section: Section, name: string): string | undefined => own(labels[section], name);
  return {
    ...formats,
    locale,
    labels,
    icon: (name) => own(labels.icons ?? {}, name),
    name: (section, name) => known(section, name) ?? humanize(name),
    text: (key, values = {}) => {
      const label = labels.text[key];
      const count = values["count"];
      const form =
        typeof label === "string"
          ? label
          : (label[formats.plural(typeof count === "number" ? count : 0)] ?? label.other);
      return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
        const value = own(values, name);
        return value === undefined ? hole : typeof value === "number" ? formats.number(value) : value;
      });
    },
    // A code without a label is the provider's own; the HTTP status then tells the kind of trouble.
    error: ({ code, httpStatus = 0, message, details }) => {
      const label = known("error", code);
      const said =
        label ??
        (httpStatus >= 500
          ? labels.error.SERVER_ERROR
          : httpStatus === 429
            ? labels.error.RATE_LIMITED
            : labels.error.other);
      // In development, an error that only a developer can fix shows its message on the screen, where it is noticed
      // before the console is.
      const isMistake =
        /* @__PURE__ */ isDevelopment() &&
        process.env.NODE_ENV !== "production" &&
        message !== "" &&
        ((label === undefined && httpStatus !== 429) ||
          DEVELOPERS.test(code) ||
          (isRecord(details) && (details["mistake"] ?? details["subcode"]) !== undefined));
      return isMistake ? `${said} [${message}]` : said;
    },
  };
}
