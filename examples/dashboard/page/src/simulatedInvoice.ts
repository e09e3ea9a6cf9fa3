/** On which the invoice's page tells the dashboard whose line was paid for. */
export const INVOICE_CHANNEL = "longrun-demo-invoices";

/** Where this server shows a simulated invoice; null for any other link. */
export function simulatedInvoicePath(href: string): string | null {
  const invoiceId = /^https:\/\/invoice\.example\/i\/(in_\w+)$/.exec(href)?.[1];
  return invoiceId === undefined ? null : `/invoice/${invoiceId}`;
}
