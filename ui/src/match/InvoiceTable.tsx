import type { Invoice, MatchInvoice, MatchStatement } from "../api/types";
import { Amount } from "../format/Amount";
import { formatDay } from "../format/date";
import { StateWord } from "../states/StateWord";
import classes from "./match.module.css";
import tables from "./tables.module.css";
import { invoiceStateOf } from "./tie";
import { useInvoices } from "./useMatch";

function datesOf(invoice: Invoice | undefined): string {
  const issued = invoice?.issued_on && `issued ${formatDay(invoice.issued_on)}`;
  const due = invoice?.due_on && `due ${formatDay(invoice.due_on)}`;
  return [issued, due].filter(Boolean).join(", ");
}

function Line({ matched, invoice }: { matched: MatchInvoice; invoice: Invoice | undefined }) {
  const { word, tone } = invoiceStateOf(matched);
  const style = { unit: "money" as const, currency: matched.currency, decimals: 2 };
  const dates = datesOf(invoice);
  return (
    <tr data-testid="invoice" data-id={matched.invoice_id ?? ""}>
      <th scope="row">
        <span className={tables.causeLabel}>{matched.invoice_id ?? "No number yet"}</span>
        <span className={tables.sentence}>{matched.text}</span>
        {dates && <span className={tables.next}>{dates}</span>}
      </th>
      <td>
        <StateWord tone={tone}>{word}</StateWord>
      </td>
      <td className={tables.right}>
        <Amount value={matched.net} style={style} />
      </td>
      <td className={tables.right}>
        <Amount value={matched.charges} style={style} />
      </td>
      <td className={tables.right}>
        <Amount value={matched.difference} style={style} />
      </td>
      <td className={tables.right}>
        <Amount value={matched.tax ?? matched.charges_tax} style={style} />
      </td>
    </tr>
  );
}

/** The invoices of a bill, each in its own currency. */
export function InvoiceTable({ statement }: { statement: MatchStatement }) {
  const { data } = useInvoices();
  const known = new Map(
    (data?.invoices ?? [])
      .filter(({ biller }) => biller === statement.biller)
      .map((invoice) => [invoice.invoice_id, invoice]),
  );
  if (statement.invoices.length === 0) return null;
  return (
    <section className={`card ${classes.section}`} aria-label="Invoices">
      <div className={classes.head}>
        <h2>Invoices</h2>
        <p className={classes.note}>in their own currency</p>
      </div>
      <section
        className={tables.cellsScroll}
        aria-label="Invoices of this bill"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
      >
        <table className={`${tables.causes} ${tables.wide}`} data-testid="invoices">
          <thead>
            <tr>
              <th scope="col">Invoice</th>
              <th scope="col">State</th>
              <th scope="col" className={tables.right}>
                Invoiced
              </th>
              <th scope="col" className={tables.right}>
                Charged
              </th>
              <th scope="col" className={tables.right}>
                Difference
              </th>
              <th scope="col" className={tables.right}>
                Tax, apart
              </th>
            </tr>
          </thead>
          <tbody>
            {statement.invoices.map((matched) => (
              <Line
                key={matched.invoice_id ?? `none-${matched.currency}`}
                matched={matched}
                invoice={known.get(matched.invoice_id ?? "")}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
