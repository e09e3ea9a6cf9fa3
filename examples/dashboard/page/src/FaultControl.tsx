import type { ReactElement } from "react";
import { Choice } from "./Choice";
import { demoApi, type FaultName } from "./demoApi";
import { FAULTS } from "./faults";
import { useControl } from "./useControl";

// The keys of the table are the names.
const NAMES = Object.keys(FAULTS) as FaultName[];

export function FaultControl({ fault }: { readonly fault: FaultName }): ReactElement {
  const { value, choose, problem } = useControl(fault, demoApi.setFault);
  return (
    <section className="panel">
      <Choice
        legend="Connection"
        columns={3}
        value={value}
        options={NAMES.map((name) => ({ value: name, label: FAULTS[name].label }))}
        onChoose={choose}
      />
      <p className="hint">{FAULTS[value].effect}</p>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
