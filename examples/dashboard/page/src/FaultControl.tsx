import type { ReactElement } from "react";
import { Choice } from "./Choice";
import { demoApi, type FaultName } from "./demoApi";
import { FAULTS } from "./faults";
import { useControl } from "./useControl";

// The keys of the table are the names.
const NAMES = Object.keys(FAULTS) as FaultName[];

export function FaultControl({ fault }: { readonly fault: FaultName }): ReactElement {
  const control = useControl(demoApi.setFault);
  const shown = control.isPending ? control.variables : fault;
  return (
    <section className="panel">
      <Choice legend="Connection" columns={3} value={shown} options={NAMES.map((value) => ({ value, label: FAULTS[value].label }))} onChoose={control.mutate} />
      <p className="hint">{FAULTS[shown].effect}</p>
      {control.error && <p role="alert">{control.error.message}</p>}
    </section>
  );
}
