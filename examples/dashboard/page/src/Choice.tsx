import { useId, type ReactElement } from "react";

interface ChoiceProps<Value extends string | number> {
  readonly legend: string;
  /** Says it to screen readers alone. @default false */
  readonly isLegendHidden?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  /** How many stand side by side. */
  readonly columns: number;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all in sight: radio buttons that look like one control. */
export function Choice<Value extends string | number>({
  legend,
  isLegendHidden = false,
  value,
  options,
  columns,
  onChoose,
}: ChoiceProps<Value>): ReactElement {
  const name = useId();
  return (
    <fieldset className="choice" data-columns={columns}>
      <legend className={isLegendHidden ? "visually-hidden" : undefined}>{legend}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChoose(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
