import { isRecord } from "../../operations/isRecord";
import type { OperationError } from "../../operations/OperationError";
import type { IconOverride } from "./IconOverrides";
import { formatsOf, type Formats } from "./formats";
import { humanize } from "./humanize";
import type { Labels, TextLabels } from "./Labels";
import type { DrawnLabels } from "./mergeLabels";

type Section = Exclude<keyof Labels, "text">;
type Values = Readonly<Record<string, string | number>>;

/** Says things in one language, and draws them. */
export interface Words extends Formats {
  readonly locale: string;
  readonly labels: DrawnLabels;
  /** Drawn instead of the built-in icon of this name; undefined where that is drawn. */
  readonly icon: (name: string) => IconOverride | undefined;
  /** The label of a wire name; a name that no label knows is put in words. */
  readonly name: (section: Section, name: string) => string;
  /**
   * A sentence with its values put in; numbers are written as the locale writes them, and choose the plural form by
   * `count`.
   */
  readonly text: (key: keyof TextLabels, values?: Values) => string;
  /** Why a read failed. */
  readonly error: (error: OperationError) => string;
}

/** Codes that visitors are told of, and that may well be a mistake in the program. */
const DEVELOPERS = /^(INVALID_ID|INVALID_RESPONSE|FORBIDDEN|NOT_FOUND)$/;

/** Makes the words of a set of labels and a locale. */
export function makeWords(labels: DrawnLabels, locale: string): Words {
  const formats = formatsOf(locale);
  // Names come from the wire, and one could be called `constructor`.
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
    // A code that no label knows is the provider's own; whose trouble it is shows in the status.
    error: ({ code, httpStatus = 0, message, details }) => {
      const label = known("error", code);
      const said =
        label ??
        (httpStatus >= 500
          ? labels.error.SERVER_ERROR
          : httpStatus === 429
            ? labels.error.RATE_LIMITED
            : labels.error.other);
      // What only a developer can mend is told on the developer's screen, since nobody looks into a console for what a
      // card says.
      const isMistake =
        process.env.NODE_ENV !== "production" &&
        message !== "" &&
        ((label === undefined && httpStatus !== 429) ||
          DEVELOPERS.test(code) ||
          (isRecord(details) && (details["mistake"] ?? details["subcode"]) !== undefined));
      return isMistake ? `${said} [${message}]` : said;
    },
  };
}
