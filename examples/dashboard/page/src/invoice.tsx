import { useEffect, useState, type ReactElement } from "react";
import { createRoot } from "react-dom/client";
import { demoApi, type Invoice } from "./demoApi";
import { INVOICE_CHANNEL } from "./simulatedInvoice";
import "longrun/styles.css";
import "./page.css";
import "./invoice.css";

const PRICE = new Intl.NumberFormat("en", { style: "currency", currency: "USD" }).format(12);

/** Stands in for the billing provider's hosted invoice. Nothing is charged. */
function InvoicePage({ invoiceId }: { readonly invoiceId: string }): ReactElement {
  const [invoice, setInvoice] = useState<Invoice | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    demoApi.invoice(invoiceId).then(setInvoice, (error: Error) => setProblem(error.message));
  }, [invoiceId]);

  function pay(): void {
    setProblem(null);
    demoApi.pay(invoiceId).then(
      (paid) => {
        setInvoice(paid);
        new BroadcastChannel(INVOICE_CHANNEL).postMessage(paid.lineRequestId);
      },
      (error: Error) => setProblem(error.message),
    );
  }

  const isDue = invoice?.status === "awaiting_payment";
  return (
    <main className="invoice">
      <p className="invoice-from">Invoice from Tuco, simulated</p>
      <h1>{PRICE}</h1>
      {invoice && (
        <dl>
          <div>
            <dt>Line</dt>
            <dd>{invoice.name}</dd>
          </div>
          <div>
            <dt>Channel</dt>
            <dd>{invoice.channelType === "email" ? "Email" : "Phone"}</dd>
          </div>
          <div>
            <dt>Invoice</dt>
            <dd>
              <code>{invoice.invoiceId}</code>
            </dd>
          </div>
        </dl>
      )}
      {isDue && (
        <button type="button" className="button" data-primary onClick={pay}>
          Pay {PRICE}
        </button>
      )}
      <p role="status">
        {invoice &&
          !isDue &&
          (invoice.status === "canceled"
            ? "The request was canceled. Nothing is due."
            : "Paid, thank you. You can close this tab.")}
      </p>
      {problem && <p role="alert">{problem}</p>}
      <p className="fine-print">This page is part of the demo. No card is asked for and nothing is charged.</p>
    </main>
  );
}

const root = document.getElementById("root");
if (root === null) throw new Error("invoice.html has lost its #root.");
createRoot(root).render(<InvoicePage invoiceId={location.pathname.split("/").at(-1) ?? ""} />);
