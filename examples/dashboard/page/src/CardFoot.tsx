import type { ReactElement } from "react";

interface CardFootProps {
  /** The operation that the button removes, in words for a screen reader. */
  readonly label: string;
  readonly id: string;
  readonly onRemove: () => void;
}

/** The last line of a card: the operation's id, and a button that removes it from the dashboard. */
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
