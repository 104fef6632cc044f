import { Skeleton } from "@mantine/core";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Row, ShadowAi, ShadowAiRow } from "../api/types";
import { Amount } from "../format/Amount";
import { DrillLink } from "../format/DrillLink";
import { formatDay } from "../format/date";
import { useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { Notices } from "../states/Notices";
import { ProblemPanel } from "../states/ProblemPanel";
import { Prose } from "../states/Prose";
import type { TableColumn } from "../table/columns";
import { DataTable } from "../table/DataTable";
import classes from "./match.module.css";
import tables from "./tables.module.css";
import { useMatchSearch, useShadowAi } from "./useMatch";

const KINDS: Record<string, string> = {
  untracked_key: "Key without telemetry",
  untracked_model: "Model without telemetry",
  unapproved_account: "Account not approved",
  unmatched_payment: "Payment without a bill",
  personal_seat: "Personal seat",
};

export function kindLabel(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}

/** What the money went through: the most particular name that is known. */
export function nameOf(row: ShadowAiRow): string {
  return row.credential ?? row.account ?? row.vendor ?? row.billing_account ?? row.biller ?? "–";
}

function columnsOf(currency: string): TableColumn[] {
  const column = (
    name: string,
    label: string,
    kind: TableColumn["kind"] = "dimension",
  ): TableColumn => ({ name, label, kind, style: { unit: "count" }, better: "neutral" });
  return [
    column("name", "Key or account"),
    column("model", "Model or service"),
    {
      ...column("amount", "Spend", "metric"),
      style: { unit: "money", currency, decimals: 2 },
    },
    column("first_seen", "First seen", "time"),
    column("last_seen", "Last seen", "time"),
    column("owner", "Likely owner"),
    column("reason", "Why it is here", "time"),
  ];
}

function flatten(row: ShadowAiRow, index: number): Row {
  return {
    index,
    name: nameOf(row),
    model: row.model,
    amount: row.amount,
    first_seen: row.first_seen,
    last_seen: row.last_seen,
    owner: row.owner,
    reason: row.reason,
  };
}

function ShadowCell({ column, row }: { column: TableColumn; row: ShadowAiRow }) {
  switch (column.name) {
    case "name":
      return (
        <span className={classes.bill} title={nameOf(row)}>
          <span className={classes.billName}>{nameOf(row)}</span>
          <span className={classes.billNote}>
            {kindLabel(row.kind)}
            {row.biller && ` · ${row.biller}`}
          </span>
        </span>
      );
    case "model":
      return <span className={classes.cut}>{row.model ?? "–"}</span>;
    case "amount":
      return (
        <DrillLink link={row.link} className={tables.drill}>
          <Amount value={row.amount} style={column.style} />
        </DrillLink>
      );
    case "first_seen":
      return <>{row.first_seen ? formatDay(row.first_seen) : "–"}</>;
    case "last_seen":
      return <>{row.last_seen ? formatDay(row.last_seen) : "–"}</>;
    case "owner":
      return (
        <span className={classes.bill}>
          <span className={classes.cut}>{row.owner ?? "not known"}</span>
          {row.owner_reason && <span className={classes.billNote}>{row.owner_reason}</span>}
        </span>
      );
    default:
      return (
        <span className={classes.why}>
          <Prose text={row.reason} />
          {row.next_step && (
            <span className={tables.next}>
              Next: <Prose text={row.next_step} />
            </span>
          )}
        </span>
      );
  }
}

function readSorting(order: string | undefined): SortingState {
  const name = order ?? "-amount";
  return [{ id: name.replace(/^-/, ""), desc: name.startsWith("-") }];
}

function List({ answer }: { answer: ShadowAi }) {
  const { order } = useMatchSearch();
  const setSearch = useSetSearch();
  const columns = useMemo(() => columnsOf(answer.currency), [answer.currency]);
  const rows = useMemo(() => answer.rows.map(flatten), [answer]);
  return (
    <DataTable
      columns={columns}
      rows={rows}
      totals={{ amount: answer.total }}
      caption="AI spend that no instrumented service made"
      testId="table-shadow"
      sorting={readSorting(order)}
      onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
      renderCell={(column, flat) => {
        const row = answer.rows[Number(flat.index)];
        return row ? <ShadowCell column={column} row={row} /> : null;
      }}
      renderTotal={(column, totals) =>
        column.name === "amount" ? <Amount value={totals.amount} style={column.style} /> : null
      }
    />
  );
}

/** AI that is paid for and that no service's telemetry tells of. */
export function ShadowTable() {
  const { data, error, refetch } = useShadowAi();
  if (error) return <ProblemPanel error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={320} radius={10} />;
  return (
    <>
      <Notices texts={data.notes} />
      <section className={`card ${classes.section}`} aria-label="AI without telemetry">
        <div className={classes.head}>
          <h2>AI that is paid for, but that no service of yours tells of</h2>
          <p className={classes.note}>the largest first; each with its next step</p>
        </div>
        {data.rows.length === 0 ? (
          <NothingFound title="None in these months">
            Every AI charge belongs to calls that telemetry knows, or to an approved account.
          </NothingFound>
        ) : (
          <List answer={data} />
        )}
      </section>
    </>
  );
}
