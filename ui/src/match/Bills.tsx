import { SegmentedControl, Select } from "@mantine/core";
import type { MatchStatement, Reconciliation } from "../api/types";
import { useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { BillTable } from "./BillTable";
import { CauseTable } from "./CauseTable";
import classes from "./match.module.css";
import { Totals } from "./Totals";
import { isOpen, verdict } from "./tie";
import { useMatchSearch } from "./useMatch";

function issuersOf(statements: MatchStatement[]) {
  const issuers = new Map(statements.map(({ biller, issuer }) => [biller, issuer]));
  return [...issuers].map(([value, label]) => ({ value, label }));
}

function Controls({ statements }: { statements: MatchStatement[] }) {
  const { show, issuer } = useMatchSearch();
  const setSearch = useSetSearch();
  const issuers = issuersOf(statements);
  const open = statements.filter(isOpen).length;
  return (
    <>
      {issuers.length > 1 && (
        <Select
          size="xs"
          aria-label="Issuer"
          placeholder="All issuers"
          data={issuers}
          value={issuer ?? null}
          onChange={(value) => setSearch({ issuer: value ?? undefined })}
          clearable
          searchable
          className="no-print"
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label="Bills shown"
        className="no-print"
        data={[
          { value: "all", label: "All" },
          { value: "open", label: `To look at (${open})` },
        ]}
        value={show === "open" ? "open" : "all"}
        onChange={(value) => setSearch({ show: value === "open" ? value : undefined })}
      />
    </>
  );
}

/** All bills of the months: their sums, and a line each. */
export function Bills({ answer }: { answer: Reconciliation }) {
  const { show, issuer } = useMatchSearch();
  const ofIssuer = answer.statements.filter(({ biller }) => !issuer || biller === issuer);
  const shown = ofIssuer.filter((statement) => show !== "open" || isOpen(statement));
  if (answer.statements.length === 0) {
    return (
      <NothingFound title="No bill in these months">
        Choose other months, or import a bill with <code>outlay import focus FILE</code>.
      </NothingFound>
    );
  }
  return (
    <>
      <Totals statements={ofIssuer} currency={answer.currency} />
      <section className={`card ${classes.section}`} aria-label="Bills">
        <div className={classes.head}>
          <h2>Bills</h2>
          <p className={classes.note} data-testid="verdict">
            {ofIssuer.length > 0 && verdict(ofIssuer)}
          </p>
          <span className={classes.spacer} />
          <Controls statements={answer.statements} />
        </div>
        {shown.length === 0 ? (
          <NothingFound title="Nothing left to look at">
            Every bill of these months ties.
          </NothingFound>
        ) : (
          <BillTable statements={shown} currency={answer.currency} />
        )}
      </section>
      {!issuer && answer.totals.usage_causes.length > 0 && (
        <CauseTable
          title="From usage to charges for AI, over all bills"
          from={{ label: "Calculated from usage", value: answer.totals.usage }}
          to={{ label: "Charged for AI", value: answer.totals.charges }}
          causes={answer.totals.usage_causes}
          style={{ unit: "money", currency: answer.currency, decimals: 2 }}
        />
      )}
    </>
  );
}
