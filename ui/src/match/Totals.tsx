import type { MatchStatement } from "../api/types";
import { Amount } from "../format/Amount";
import type { NumberStyle } from "../format/number";
import classes from "./match.module.css";
import { tie, unexplainedOf } from "./tie";

interface Term {
  label: string;
  value: string;
  testId: string;
  note?: React.ReactNode;
}

interface EquationProps {
  title: string;
  terms: [Term, Term, Term];
  style: NumberStyle;
}

/** Two sums side by side and the difference between them. */
export function Equation({ title, terms, style }: EquationProps) {
  const signs = ["", "−", "="];
  return (
    <section className={`card ${classes.equation}`} aria-label={title}>
      <h2 className={classes.equationTitle}>{title}</h2>
      <div className={classes.terms}>
        {terms.map((term, index) => (
          <div key={term.label} className={classes.term} data-sign={signs[index]}>
            <p className={classes.termLabel}>{term.label}</p>
            <p className={classes.termValue} data-testid={term.testId}>
              <Amount value={term.value} style={style} />
            </p>
            {term.note && <p className={classes.termNote}>{term.note}</p>}
          </div>
        ))}
      </div>
    </section>
  );
}

function count(bills: number): string {
  return `${bills} bill${bills === 1 ? "" : "s"}`;
}

/** Nothing against nothing would look like a match. */
function NoInvoice({ children }: { children: React.ReactNode }) {
  return (
    <section className={`card ${classes.equation}`} aria-label="Invoices against charges">
      <h2 className={classes.equationTitle}>Invoices against charges, without tax</h2>
      <p className={classes.none} data-testid="no-invoice">
        No invoice is recorded for these months.
      </p>
      <p className={classes.termNote}>{children}</p>
    </section>
  );
}

/** Invoices beside charges, and charges for AI beside usage, over all bills. */
export function Totals({
  statements,
  currency,
}: {
  statements: MatchStatement[];
  currency: string;
}) {
  const tied = tie(statements);
  const style = { unit: "money" as const, currency, decimals: 2 };
  const causes = statements.flatMap(({ usage_causes }) => usage_causes);
  const missing = tied.missing.bills > 0 && (
    <>
      {count(tied.missing.bills)} of <Amount value={tied.missing.charged} style={style} /> without
      an invoice
    </>
  );
  return (
    <div className={classes.totals} data-testid="totals">
      {tied.bills === 0 ? (
        <NoInvoice>{missing}</NoInvoice>
      ) : (
        <Equation
          title="Invoices against charges, without tax"
          style={style}
          terms={[
            {
              label: "Invoiced",
              value: tied.invoiced,
              testId: "invoiced",
              note: count(tied.bills),
            },
            { label: "Charged on them", value: tied.charged, testId: "charged", note: missing },
            { label: "Difference", value: tied.gap, testId: "invoice-gap" },
          ]}
        />
      )}
      <Equation
        title="Charges for AI against usage"
        style={style}
        terms={[
          {
            label: "Charged for AI",
            value: tied.ai.charges,
            testId: "ai-charges",
            note: count(tied.ai.bills),
          },
          {
            label: "Calculated from usage",
            value: tied.ai.usage,
            testId: "ai-usage",
            note: "at list prices",
          },
          {
            label: "Difference",
            value: tied.ai.gap,
            testId: "usage-gap",
            note: (
              <>
                unexplained: <Amount value={unexplainedOf(causes)} style={style} />
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
