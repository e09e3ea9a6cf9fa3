/** The channel on which the invoice's page tells the dashboard which line was paid. */
export const INVOICE_CHANNEL = "longrun-demo-invoices";

/** The address of a simulated invoice on this server; null for any other link. */
export function simulatedInvoicePath(href: string): string | null {
  const invoiceId = /^https:\/\/invoice\.example\/i\/(in_\w+)$/.exec(href)?.[1];
  return invoiceId === undefined ? null : `/invoice/${invoiceId}`;
}
