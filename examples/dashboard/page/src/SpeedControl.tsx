import type { ReactElement } from "react";
import { Choice } from "./Choice";
import { demoApi, type Speed } from "./demoApi";
import { useControl } from "./useControl";

const SPEEDS: readonly Speed[] = [1, 10, 100];

export function SpeedControl({ speed }: { readonly speed: Speed }): ReactElement {
  const control = useControl(demoApi.setSpeed);
  return (
    <section className="panel">
      <Choice legend="Speed of time" columns={3} value={control.isPending ? control.variables : speed} options={SPEEDS.map((value) => ({ value, label: `${value}×` }))} onChoose={control.mutate} />
      {control.error && <p role="alert">{control.error.message}</p>}
    </section>
  );
}
