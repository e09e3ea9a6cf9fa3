import { LineRequestCard, lineRequestOperation, lineRequestOptions, useLongrunClient } from "longrun";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type MouseEvent, type ReactElement } from "react";
import type { Watched } from "./demoApi";
import { INVOICE_CHANNEL, simulatedInvoicePath } from "./simulatedInvoice";
import { CardFoot } from "./CardFoot";

interface LinesSectionProps {
  readonly lines: readonly (Watched & { readonly type: "line" })[];
  readonly onRemove: (entry: Watched) => void;
}

export function LinesSection({ lines, onRemove }: LinesSectionProps): ReactElement | null {
  useInvoiceNews();
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="lines-title">
      <h2 id="lines-title">Lines</h2>
      <ul className="cards" onClickCapture={openSimulatedInvoice} onAuxClickCapture={openSimulatedInvoice}>
        {lines.map((entry) => (
          <li key={entry.lineRequestId}>
            <LineRequestCard lineRequestId={entry.lineRequestId}>
              <CardFoot label="line request" id={entry.lineRequestId} onRemove={() => onRemove(entry)} />
            </LineRequestCard>
          </li>
        ))}
      </ul>
    </section>
  );
}

/**
 * The simulator's invoice links lead nowhere. This server takes the billing provider's place and shows the invoice on
 * its own origin.
 */
function openSimulatedInvoice(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const path = link && simulatedInvoicePath(link.getAttribute("href") ?? "");
  if (path === null) return;
  event.preventDefault();
  window.open(path, "_blank", "noopener");
}

/** Reads a line at once, and then often, when the invoice in the other tab says that it was paid. */
function useInvoiceNews(): void {
  const queryClient = useQueryClient();
  const client = useLongrunClient();
  useEffect(() => {
    const channel = new BroadcastChannel(INVOICE_CHANNEL);
    channel.onmessage = ({ data: lineRequestId }: MessageEvent<string>) => {
      client.touch(lineRequestOperation, { lineRequestId });
      void queryClient.invalidateQueries({ queryKey: lineRequestOptions(lineRequestId, client).queryKey });
    };
    return () => channel.close();
  }, [client, queryClient]);
}
