import type { ReactElement } from "react";

interface CardFootProps {
  /** What is taken off the dashboard, in words for a screen reader. */
  readonly label: string;
  readonly id: string;
  readonly onRemove: () => void;
}

/** The last line of a card: whose it is, and a way to take it off the dashboard. */
export function CardFoot({ label, id, onRemove }: CardFootProps): ReactElement {
  return (
    <div className="card-foot">
      <code title={id}>{id}</code>
      <button
        type="button"
        className="quiet-button"
        aria-label={`Remove ${label} ${id} from the dashboard`}
        onClick={onRemove}
      >
        Remove
      </button>
    </div>
  );
}
