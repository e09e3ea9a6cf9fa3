import { useCreateLineRequest, useRequestLease } from "longrun";
import type { ReactElement } from "react";
import type { DemoState, Watched } from "./demoApi";

interface OrderFormProps {
  readonly live: DemoState["live"];
  /** The project of the leased accounts; null if none is known. */
  readonly projectId: string | null;
  readonly onWatch: (entry: Watched) => void;
}

const ACCOUNTS = 5;
const NAMES = ["Ada", "Grace", "Linus", "Margaret", "Edsger"];

/**
 * Orders a line and leases accounts as an app would: with the package's mutations, through the relay. It is hidden for
 * a real service, because it would cost money.
 */
export function OrderForm({ live, projectId, onWatch }: OrderFormProps): ReactElement | null {
  if (live.tuco && live.layers) return null;
  return (
    <section className="panel" aria-labelledby="order-title">
      <h2 id="order-title">New request</h2>
      <div className="button-row">
        {!live.tuco && <OrderLine onWatch={onWatch} />}
        {!live.layers && projectId !== null && <LeaseAccounts projectId={projectId} onWatch={onWatch} />}
      </div>
    </section>
  );
}

function OrderLine({ onWatch }: Pick<OrderFormProps, "onWatch">): ReactElement {
  const create = useCreateLineRequest();
  const order = (): void => {
    const firstName = NAMES[Math.floor(Math.random() * NAMES.length)] ?? "Ada";
    create.mutate(
      { firstName, lastName: "Support", channelType: "phone" },
      { onSuccess: ({ lineRequestId }) => lineRequestId && onWatch({ type: "line", lineRequestId }) },
    );
  };
  return (
    <>
      <button type="button" className="button" aria-disabled={create.isPending || undefined} onClick={order}>
        Order a line
      </button>
      {create.error && <p role="alert">The line couldn’t be ordered.</p>}
    </>
  );
}

function LeaseAccounts({
  projectId,
  onWatch,
}: Pick<OrderFormProps, "onWatch"> & { readonly projectId: string }): ReactElement {
  const lease = useRequestLease(projectId);
  const request = (): void => {
    lease.mutate(
      { count: ACCOUNTS, niche: { vertical: "coffee", geo: ["US"] } },
      { onSuccess: ({ requestId }) => onWatch({ type: "lease", projectId, requestId, count: ACCOUNTS }) },
    );
  };
  return (
    <>
      <button type="button" className="button" aria-disabled={lease.isPending || undefined} onClick={request}>
        Lease accounts
      </button>
      {lease.error && <p role="alert">The accounts couldn’t be requested.</p>}
    </>
  );
}
