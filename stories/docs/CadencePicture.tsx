import { backoff, jobOperation, type Cadence } from "longrun";
import { useId, type ReactElement } from "react";
import { COLOURS, FONT } from "./colours";
import { pollTimes } from "./pollTimes";

const DURATION_MS = 180_000;
const LEFT = 190;
const WIDTH = 760;
const ROW = 52;
const DEFAULT = jobOperation.cadence ?? backoff();

const LANES: readonly {
  readonly name: string;
  readonly cadence: Cadence;
  readonly progressAt: (ms: number) => number | null;
}[] = [
  { name: "Steady progress", cadence: DEFAULT, progressAt: (ms) => Math.round((ms / DURATION_MS) * 100) / 100 },
  { name: "Quick at first", cadence: DEFAULT, progressAt: (ms) => Math.round(Math.sqrt(ms / DURATION_MS) * 100) / 100 },
  {
    name: "Stuck at 60%",
    cadence: DEFAULT,
    progressAt: (ms) => Math.min(0.6, Math.round((ms / DURATION_MS) * 100) / 100),
  },
  { name: "No progress told", cadence: DEFAULT, progressAt: () => null },
  { name: "backoff()", cadence: backoff(), progressAt: () => null },
];

/** The polls of a job of three minutes, by cadence and by how its progress goes; drawn by running the cadences. */
export function CadencePicture(): ReactElement {
  const id = useId();
  const height = LANES.length * ROW + 40;
  const x = (ms: number): number => LEFT + (ms / DURATION_MS) * (WIDTH - LEFT - 90);
  const lanes = LANES.map((lane) => ({ ...lane, times: pollTimes(lane.cadence, DURATION_MS, lane.progressAt) }));
  return (
    <svg
      role="img"
      aria-labelledby={id}
      viewBox={`0 0 ${WIDTH} ${height}`}
      style={{ inlineSize: "100%", maxInlineSize: WIDTH, color: COLOURS.text, font: `13px ${FONT}`, direction: "ltr" }}
    >
      <title
        id={id}
      >{`Polls of a job of three minutes. ${lanes.map(({ name, times }) => `${name}: ${times.length} polls, the last one ${((times.at(-1) ?? 0) - DURATION_MS) / 1_000} seconds after the end.`).join(" ")}`}</title>
      {lanes.map(({ name, times }, row) => {
        const y = row * ROW + 30;
        const lagMs = (times.at(-1) ?? 0) - DURATION_MS;
        return (
          <g key={name}>
            <text x={0} y={y - 2} fill="currentColor" fontWeight={600}>
              {name}
            </text>
            <text x={0} y={y + 15} fill={COLOURS.muted}>
              {`${times.length} polls, ${(lagMs / 1_000).toFixed(1)} s late`}
            </text>
            <line
              x1={x(0)}
              x2={x(DURATION_MS)}
              y1={y}
              y2={y}
              stroke={COLOURS.track}
              strokeWidth={6}
              strokeLinecap="round"
            />
            {times.map((ms) => (
              <circle
                key={ms}
                cx={Math.min(x(ms), WIDTH - 6)}
                cy={y}
                r={4}
                fill={ms >= DURATION_MS ? COLOURS.success : COLOURS.accent}
              />
            ))}
          </g>
        );
      })}
      {[0, 60, 120, 180].map((seconds) => (
        <text key={seconds} x={x(seconds * 1_000)} y={height - 8} textAnchor="middle" fill={COLOURS.muted}>
          {`${seconds} s`}
        </text>
      ))}
    </svg>
  );
}
