import { useId, type ReactElement } from "react";

interface ChoiceProps<Value extends string | number> {
  readonly legend: string;
  /** Hides the label, except from screen readers. @default false */
  readonly isLegendHidden?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  /** Options in a row. */
  readonly columns: number;
  readonly onChoose: (value: Value) => void;
}

/** A choice of a few visible options: radio buttons that look like one control. */
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
