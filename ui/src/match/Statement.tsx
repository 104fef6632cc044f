import { Link } from "@tanstack/react-router";
import type { MatchStatement } from "../api/types";
import { Amount } from "../format/Amount";
import { Prose } from "../states/Prose";
import { StateWord } from "../states/StateWord";
import { CauseTable } from "./CauseTable";
import { InvoiceTable } from "./InvoiceTable";
import classes from "./match.module.css";
import { Equation } from "./Totals";
import { monthOf, stateOf, stateText, unexplainedOf, usageGap } from "./tie";

function Heading({ statement }: { statement: MatchStatement }) {
  const { word, tone } = stateOf(statement);
  return (
    <>
      <div className={classes.crumbs}>
        <Link to="." search={(old: object) => ({ ...old, bill: undefined }) as never}>
          Match to invoices
        </Link>
        <span aria-hidden="true">/</span>
        <h1 className={classes.title}>{statement.issuer}</h1>
        <span className={classes.note}>
          {monthOf(statement.period)} · {statement.billing_account}
        </span>
      </div>
      <p className={classes.verdict} data-testid="bill-state">
        <StateWord tone={tone}>{word}</StateWord> {stateText(statement)}
      </p>
      {statement.headline && <p data-testid="headline">{statement.headline}</p>}
    </>
  );
}

/** What someone still has to do about a bill. */
function Open({ texts }: { texts: string[] }) {
  if (texts.length === 0) return null;
  return (
    <section className={`card ${classes.section}`} aria-label="Still open">
      <div className={classes.head}>
        <h2>Still open</h2>
      </div>
      <ul className={classes.open} data-testid="open">
        {texts.map((text) => (
          <li key={text}>
            <Prose text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One bill of one month: invoice, charges and usage, and what lies between them. */
export function Statement({
  statement,
  currency,
}: {
  statement: MatchStatement;
  currency: string;
}) {
  const { invoice, charges, usage, charges_billed } = statement;
  const style = { unit: "money" as const, currency, decimals: 2 };
  const gap = usageGap(statement);
  return (
    <>
      <Heading statement={statement} />
      <div className={classes.totals}>
        {invoice && (
          <Equation
            title="Invoice against charges, without tax"
            style={style}
            terms={[
              { label: "Invoiced", value: invoice.net, testId: "invoiced", note: invoice.status },
              {
                label: "Charged",
                value: charges_billed ?? "0",
                testId: "charged",
                note: `${statement.charges_rows.toLocaleString("en-US")} charges`,
              },
              { label: "Difference", value: invoice.difference, testId: "invoice-gap" },
            ]}
          />
        )}
        {charges !== null && usage !== null && gap !== null && (
          <Equation
            title="Charges for AI against usage"
            style={style}
            terms={[
              { label: "Charged for AI", value: charges, testId: "ai-charges" },
              {
                label: "Calculated from usage",
                value: usage,
                testId: "ai-usage",
                note: statement.usage_text,
              },
              {
                label: "Difference",
                value: gap,
                testId: "usage-gap",
                note: (
                  <>
                    unexplained:{" "}
                    <Amount value={unexplainedOf(statement.usage_causes)} style={style} />
                  </>
                ),
              },
            ]}
          />
        )}
      </div>
      <Open texts={statement.open} />
      {charges !== null && usage !== null && (
        <CauseTable
          title="From usage to charges"
          from={{ label: "Calculated from usage", value: usage }}
          to={{ label: "Charged for AI", value: charges }}
          causes={statement.usage_causes}
          style={style}
        />
      )}
      {invoice && charges_billed !== null && (
        <CauseTable
          title="From charges to the invoice"
          from={{ label: "Charged", value: charges_billed }}
          to={{ label: "Invoiced", value: invoice.net }}
          causes={statement.invoice_causes}
          style={style}
        />
      )}
      <InvoiceTable statement={statement} />
    </>
  );
}
