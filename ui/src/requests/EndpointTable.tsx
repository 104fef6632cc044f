import { Link } from "@tanstack/react-router";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { EndpointRow, EndpointsAnswer, Row } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { columnDecimals } from "../format/number";
import { labelOfValue } from "../format/value";
import { useSetSearch } from "../shell/useScope";
import type { TableColumn } from "../table/columns";
import { DataTable } from "../table/DataTable";
import classes from "./requests.module.css";
import { Sparkline } from "./Sparkline";
import { UnitAmount } from "./UnitAmount";
import { isSpike, spikeDays, trendValues, unitStyle } from "./unitCost";
import { useRequestsSearch } from "./useRequestsPage";

const UNITS = ["cost_per_request", "p50", "p95", "p99"] as const;

const MONTH =
  "Beneath: what it comes to in a month if every request of today's traffic cost as much.";
const DEFINITIONS: Record<string, string> = {
  cost_per_request: `Cost over requests: model calls over the whole period, infrastructure and transfer over the days that bills cover. ${MONTH}`,
  p50: `Half of the requests cost no more; calculated cost, at most 1% off. ${MONTH}`,
  p95: `95% of the requests cost no more; calculated cost, at most 1% off. ${MONTH}`,
  p99: `99% of the requests cost no more; calculated cost, at most 1% off. ${MONTH}`,
  trend: "Cost per request of the last 30 days of the period; days that stand out are marked.",
  change: "The cost of a request against the days before, complete days only.",
  cost: "Cost in the chosen view: bills where they have arrived, calculated usage until then.",
};

function flatten(row: EndpointRow): Row {
  return {
    value: row.value,
    requests: row.requests,
    errors: row.errors,
    cost: row.cost,
    cost_per_request: row.cost_per_request.value,
    p50: row.p50.value,
    p95: row.p95.value,
    p99: row.p99.value,
    trend: row.spikes.length,
    change: row.compare?.change_percent ?? null,
  };
}

function columnsOf(answer: EndpointsAnswer, byLabel: string): TableColumn[] {
  const count = { unit: "count" as const };
  const column = (name: string, label: string, style: TableColumn["style"]): TableColumn => ({
    name,
    label,
    kind: "metric",
    style,
    better: "lower",
    definition: DEFINITIONS[name],
  });
  const units = UNITS.map((name) => {
    const values = answer.endpoints.map((row) => row[name].value);
    const decimals = columnDecimals(values, "money", true);
    return column(
      name,
      name === "cost_per_request" ? "Per request" : name,
      unitStyle(answer.currency, decimals),
    );
  });
  const decimals = columnDecimals(
    answer.endpoints.map(({ cost }) => cost),
    "money",
  );
  return [
    { name: "value", label: byLabel, kind: "dimension", style: count, better: "neutral" },
    column("requests", "Requests", count),
    column("cost", "Cost", { unit: "money", currency: answer.currency, decimals }),
    ...units,
    column("trend", "30 days", count),
    column("change", "Change", { unit: "ratio" }),
    column("errors", "Failed", count),
  ];
}

function Trend({ row }: { row: EndpointRow }) {
  const last = row.spikes.at(-1);
  const marked = row.days.flatMap(({ day }, index) => (isSpike(row.spikes, day) ? [index] : []));
  const label = last
    ? `${spikeDays(last)}: ${last.text}`
    : "Cost per request over 30 days, no spike";
  return (
    <span className={classes.trend} title={label}>
      <Sparkline values={trendValues(row)} marked={marked} label={label} />
    </span>
  );
}

function NameLink({ row, by }: { row: EndpointRow; by: string }) {
  const label = row.is_named ? labelOfValue(row.value, by) : `(no ${by})`;
  if (row.value === null) return <span className={classes.name}>{label}</span>;
  return (
    <Link
      to="."
      search={(old: object) => ({ ...old, name: row.value, before: undefined }) as never}
      className={classes.name}
      title={`Look at ${label}`}
    >
      {label}
    </Link>
  );
}

function readSorting(order: string | undefined): SortingState {
  const name = order ?? "-cost";
  return [{ id: name.replace(/^-/, ""), desc: name.startsWith("-") }];
}

/** Endpoints with their unit costs, the dearest first. */
export function EndpointTable({ answer }: { answer: EndpointsAnswer }) {
  const { order } = useRequestsSearch();
  const setSearch = useSetSearch();
  const { by, currency } = answer;
  const label = by.charAt(0).toUpperCase() + by.slice(1);
  const columns = useMemo(() => columnsOf(answer, label), [answer, label]);
  const rows = useMemo(() => answer.endpoints.map(flatten), [answer]);
  const unpriced = answer.endpoints.reduce((sum, row) => sum + row.without_price, 0);
  const byValue = useMemo(() => new Map(answer.endpoints.map((row) => [row.value, row])), [answer]);
  const renderCell = (column: TableColumn, flat: Row) => {
    const row = byValue.get(flat.value as string | null);
    if (!row) return null;
    switch (column.name) {
      case "value":
        return <NameLink row={row} by={by} />;
      case "trend":
        return <Trend row={row} />;
      case "change":
        return (
          <Change
            change={row.compare?.change}
            percent={row.compare?.change_percent}
            style={unitStyle(currency)}
            isPercentOnly
          />
        );
      case "cost_per_request":
      case "p50":
      case "p95":
      case "p99":
        return (
          <UnitAmount
            unit={row[column.name]}
            currency={currency}
            decimals={column.style.decimals}
            isShort
          />
        );
      default:
        return <Amount value={flat[column.name]} style={column.style} isCompact />;
    }
  };
  return (
    <>
      <DataTable
        columns={columns}
        rows={rows}
        caption={`Cost per request by ${by}`}
        testId="table-endpoints"
        sorting={readSorting(order)}
        onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
        renderCell={renderCell}
        renderTotal={() => null}
      />
      {unpriced > 0 && (
        <p className={classes.foot} data-testid="unpriced">
          + {unpriced.toLocaleString("en-US")} request{unpriced > 1 ? "s" : ""} without a price, in
          no cost: where they are, cost per request is a lower bound.
        </p>
      )}
      {answer.total > answer.endpoints.length && (
        <p className={classes.foot}>
          The dearest {answer.endpoints.length} of {answer.total.toLocaleString("en-US")}; a filter
          narrows them.
        </p>
      )}
    </>
  );
}
