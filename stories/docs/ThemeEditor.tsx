import { JobProgress, LineRequestCard } from "longrun";
import { useState, type CSSProperties, type ReactElement } from "react";
import { COLOURS, FONT } from "./colours";
import { failedJob, lineRequest, runningJob } from "../values";

const VARIABLES = [
  ["--longrun-accent", "color", "#4a4fcf"],
  ["--longrun-success", "color", "#127540"],
  ["--longrun-danger", "color", "#b8283a"],
  ["--longrun-bg", "color", "#ffffff"],
  ["--longrun-fg", "color", "#1b1d22"],
  ["--longrun-radius", "range", "12"],
  ["--longrun-space", "range", "8"],
] as const;

/** Edits the stylesheet's variables, with a live preview. */
export function ThemeEditor(): ReactElement {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const style = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.startsWith("#") ? value : `${value}px`]),
  ) as CSSProperties;
  return (
    <div
      style={{
        display: "grid",
        gap: 24,
        gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 260px), 1fr))",
        font: `14px/1.5 ${FONT}`,
        color: COLOURS.text,
      }}
    >
      <div style={{ display: "grid", gap: 8, alignContent: "start" }}>
        {VARIABLES.map(([name, type, initial]) => (
          <label key={name} style={{ display: "flex", gap: 8, justifyContent: "space-between", alignItems: "center" }}>
            <code dir="ltr">{name}</code>
            <input
              type={type}
              min={0}
              max={24}
              value={values[name] ?? initial}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
            />
          </label>
        ))}
        <button type="button" data-longrun="button" onClick={() => setValues({})}>
          Reset
        </button>
      </div>
      <div style={{ ...style, display: "grid", gap: 16 }}>
        <JobProgress job={runningJob()} onCancelJob={() => undefined} />
        <JobProgress job={failedJob()} />
        <LineRequestCard lineRequest={lineRequest()} />
      </div>
    </div>
  );
}
