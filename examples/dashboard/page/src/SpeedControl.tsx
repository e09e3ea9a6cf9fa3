import type { ReactElement } from "react";
import { Choice } from "./Choice";
import { demoApi, type Speed } from "./demoApi";
import { useControl } from "./useControl";

const SPEEDS: readonly Speed[] = [1, 10, 100];

export function SpeedControl({ speed }: { readonly speed: Speed }): ReactElement {
  const { value, choose, problem } = useControl(speed, demoApi.setSpeed);
  return (
    <section className="panel">
      <Choice
        legend="Speed of time"
        columns={3}
        value={value}
        options={SPEEDS.map((option) => ({ value: option, label: `${option}×` }))}
        onChoose={choose}
      />
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
