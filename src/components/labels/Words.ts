import type { OperationError } from "../../operations/OperationError";
import { formatsOf, type Formats } from "./formats";
import { humanize } from "./humanize";
import type { Labels, TextLabels } from "./Labels";

type Section = Exclude<keyof Labels, "text">;
type Values = Readonly<Record<string, string | number>>;

/** Says things in one language. */
export interface Words extends Formats {
  readonly locale: string;
  readonly labels: Labels;
  /** The label of a wire name; a name that no label knows is put in words. */
  readonly name: (section: Section, name: string) => string;
  /** A sentence with its values put in; numbers are written as the locale writes them, and choose the plural form by `count`. */
  readonly text: (key: keyof TextLabels, values?: Values) => string;
  /** Why a read failed. */
  readonly error: (error: OperationError) => string;
}

/** Makes the words of a set of labels and a locale. */
export function makeWords(labels: Labels, locale: string): Words {
  const formats = formatsOf(locale);
  const known = (section: Section, name: string): string | undefined => {
    const all: Readonly<Record<string, string>> = labels[section];
    return Object.hasOwn(all, name) ? all[name] : undefined;
  };
  return {
    ...formats,
    locale,
    labels,
    name: (section, name) => known(section, name) ?? humanize(name),
    text: (key, values = {}) => {
      const label = labels.text[key];
      const count = values["count"];
      const form = typeof label === "string" ? label : (label[formats.plural(typeof count === "number" ? count : 0)] ?? label.other);
      return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        return value === undefined ? hole : typeof value === "number" ? formats.number(value) : value;
      });
    },
    // A code that no label knows is the provider's own; whose trouble it is shows in the status.
    error: ({ code, httpStatus = 0 }) => known("error", code) ?? (httpStatus >= 500 ? labels.error.SERVER_ERROR : labels.error.other),
  };
}
