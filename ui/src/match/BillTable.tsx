import { Link } from "@tanstack/react-router";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { MatchStatement, Row } from "../api/types";
import { Amount } from "../format/Amount";
import { useSetSearch } from "../shell/useScope";
import { Prose } from "../states/Prose";
import { StateWord } from "../states/StateWord";
import type { TableColumn } from "../table/columns";
import { DataTable } from "../table/DataTable";
import classes from "./match.module.css";
import { billOf, invoiceGap, mainReason, monthOf, stateOf, usageGap } from "./tie";
import { useMatchSearch } from "./useMatch";

const DEFINITIONS: Record<string, string> = {
  invoiced: "The net of the invoices of that month, in the reporting currency; tax is apart.",
  charged: "Billed cost of the charges of that month, without tax.",
  invoice_gap: "Invoiced less charged: nothing, where the bill is what the invoice says.",
  ai_charges: "Effective cost of AI on that bill, and of what stands beside it on an AI bill.",
  usage: "Calls of your services in that month at list prices.",
  usage_gap: "Charged for AI less usage; open a bill to see what it is made of.",
};

function flatten(statement: MatchStatement): Row {
  return {
    bill: billOf(statement),
    issuer: statement.issuer,
    period: statement.period,
    state: stateOf(statement).word,
    invoiced: statement.invoice?.net ?? null,
    charged: statement.charges_billed,
    invoice_gap: invoiceGap(statement),
    ai_charges: statement.charges,
    usage: statement.usage,
    usage_gap: usageGap(statement),
  };
}

function columnsOf(currency: string): TableColumn[] {
  const money = { unit: "money" as const, currency, decimals: 2 };
  const text = (name: string, label: string, kind: TableColumn["kind"] = "time"): TableColumn => ({
    name,
    label,
    kind,
    style: { unit: "count" },
    better: "neutral",
  });
  const amount = (name: string, label: string): TableColumn => ({
    name,
    label,
    kind: "metric",
    style: money,
    better: "neutral",
    definition: DEFINITIONS[name],
  });
  return [
    text("issuer", "Bill", "dimension"),
    text("state", "State and main reason"),
    amount("invoiced", "Invoiced"),
    amount("charged", "Charged"),
    amount("invoice_gap", "Difference"),
    amount("ai_charges", "AI charged"),
    amount("usage", "AI used"),
    amount("usage_gap", "AI difference"),
  ];
}

function Bill({ statement }: { statement: MatchStatement }) {
  const { issuer, billing_account, period } = statement;
  return (
    <Link
      to="."
      search={(old: object) => ({ ...old, bill: billOf(statement) }) as never}
      className={classes.bill}
      title={`${issuer}, ${billing_account}`}
    >
      <span className={classes.billName}>{issuer}</span>
      <span className={classes.billNote}>
        {monthOf(period)} · {billing_account}
      </span>
    </Link>
  );
}

function State({ statement }: { statement: MatchStatement }) {
  const { word, tone } = stateOf(statement);
  const reason = mainReason(statement);
  return (
    <span className={classes.stateCell}>
      <StateWord tone={tone}>{word}</StateWord>
      {reason && (
        <span className={classes.reason}>
          <Prose text={reason} />
        </span>
      )}
    </span>
  );
}

function readSorting(order: string | undefined): SortingState {
  return order ? [{ id: order.replace(/^-/, ""), desc: order.startsWith("-") }] : [];
}

/** A line for each bill: invoice, charges and usage side by side, with the difference of each pair. */
export function BillTable({
  statements,
  currency,
}: {
  statements: MatchStatement[];
  currency: string;
}) {
  const { order } = useMatchSearch();
  const setSearch = useSetSearch();
  const columns = useMemo(() => columnsOf(currency), [currency]);
  const rows = useMemo(() => statements.map(flatten), [statements]);
  const byBill = useMemo(() => new Map(statements.map((one) => [billOf(one), one])), [statements]);
  const renderCell = (column: TableColumn, row: Row) => {
    const statement = byBill.get(String(row.bill));
    if (!statement) return null;
    if (column.name === "issuer") return <Bill statement={statement} />;
    if (column.name === "state") {
      return <State statement={statement} />;
    }
    return <Amount value={row[column.name]} style={column.style} />;
  };
  return (
    <DataTable
      columns={columns}
      rows={rows}
      caption="Bills with their invoices and usage"
      testId="table-bills"
      sorting={readSorting(order)}
      onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
      renderCell={renderCell}
      renderTotal={() => null}
    />
  );
}
