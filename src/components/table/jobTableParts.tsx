import { useId, type ReactElement } from "react";
import { jobTitle } from "../job/jobTitle";
import type { Part, PartProps } from "../part/Part";
import { iconAndText } from "../part/iconAndText";
import { filterChoices, NO_FILTER } from "./arrangeRows";
import type { JobTableState } from "./JobTableContext";
import { jobTablePart } from "./jobTablePart";

/** Holds the summary and the filters side by side. Renders a `<div>` element. */
export const JobTableHeader: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobTablePart("div", "Header", () => ({}));

/** A summary of all jobs: “3 of 10 done, 1 failed”, and how many are selected. Renders a `<strong>` element. */
export const JobTableSummary: Part<PartProps<"strong">, "strong"> = /* @__PURE__ */ jobTablePart(
  "strong",
  "Summary",
  ({ state, summary, selection, words }) => {
    if (state.phase !== "ready") return { children: words.text(state.phase === "loading" ? "loading" : "noJobs") };
    const count = selection?.selected.size ?? 0;
    return { children: count > 0 ? words.list([summary, words.text("selectedCount", { count })]) : summary };
  },
  "title",
);

/**
 * Filters by status and by kind. Renders a `<div>` element with two `<select>`; nothing while there is nothing to
 * choose.
 */
export const JobTableFilters: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobTablePart(
  "div",
  "Filters",
  (shown) => {
    const { rows, words, filter, setFilter } = shown;
    const id = useId();
    const { statuses, kinds } = filterChoices(rows, words);
    if (statuses.length === 0) return null;
    return {
      children: (
        <>
          <Choice
            id={`${id}s`}
            label={words.text("status")}
            all={words.text("all")}
            value={filter.status}
            choices={statuses}
            name={(status) => words.name("status", status)}
            onChoose={(status) => setFilter({ ...filter, status })}
          />
          <Choice
            id={`${id}k`}
            label={words.text("kind")}
            all={words.text("all")}
            value={filter.kind}
            choices={kinds}
            name={(kind) => jobTitle({ kind }, words)}
            onChoose={(kind) => setFilter({ ...filter, kind })}
          />
        </>
      ),
    };
  },
);

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly all: string;
  readonly value: string | null;
  readonly choices: readonly string[];
  readonly name: (choice: string) => string;
  readonly onChoose: (choice: string | null) => void;
}

function Choice({ id, label, all, value, choices, name, onChoose }: ChoiceProps): ReactElement {
  // The chosen value stays in the list even if no job has it any more.
  const shown = value === null || choices.includes(value) ? choices : [...choices, value];
  return (
    <span data-longrun="filter">
      <label htmlFor={id}>{label}</label> {/* A prefix, since a status could be the empty string. */}
      <select
        id={id}
        data-longrun="select"
        value={value === null ? "" : `=${value}`}
        onChange={(event) => onChoose(event.target.value === "" ? null : event.target.value.slice(1))}
      >
        <option value="">{all}</option>
        {shown.map((choice) => (
          <option key={choice} value={`=${choice}`}>
            {name(choice)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Says that reads fail and are retried, or that the page is offline. Renders a `<div>` element, or nothing. */
export const JobTableNotice: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobTablePart(
  "div",
  "Notice",
  ({ state, rows, words }) => {
    const error = rows.find(({ watch }) => watch === "retrying")?.error;
    if (state.watch === "paused") return { children: iconAndText(words, "offline", words.text("offline")) };
    return error
      ? { children: iconAndText(words, "warning", `${words.error(error)} ${words.text("tryingAgain")}`) }
      : null;
  },
);

/** Says that no job passes the filters, with a button that clears them. Renders a `<div>` element, or nothing. */
export const JobTableEmpty: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobTablePart(
  "div",
  "Empty",
  ({ rows, arranged, setFilter, words }: JobTableState) =>
    rows.length === 0 || arranged.length > 0
      ? null
      : {
          children: (
            <>
              <span>{words.text("noMatchingJobs")}</span>{" "}
              <button type="button" data-longrun="button" onClick={() => setFilter(NO_FILTER)}>
                {words.text("clearFilters")}
              </button>
            </>
          ),
        },
);
