import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Catalog, OverviewRow } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { Defined } from "../format/Defined";
import { DrillLink } from "../format/DrillLink";
import { columnDecimals } from "../format/number";
import { labelOfValue } from "../format/value";
import { useCarriedSearch, useCatalog } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { SectionProblem } from "../states/ProblemPanel";
import classes from "./overview.module.css";

const COLUMNS = ["cost", "requests", "cost_per_request"] as const;

function metricOf(catalog: Catalog, name: string) {
  return catalog.metrics.find((metric) => metric.name === name);
}

function share(cost: OverviewRow["cost"], largest: number): string {
  return `${largest ? (Math.max(0, Number(cost ?? 0)) / largest) * 100 : 0}%`;
}

function Rows({ rows, dimension }: { rows: OverviewRow[]; dimension: string }) {
  const { currency } = useCatalog();
  const largest = Math.max(0, ...rows.map((row) => Number(row.cost ?? 0)));
  const unitDecimals = columnDecimals(
    rows.map((row) => row.cost_per_request),
    "money",
    true,
  );
  const money = { unit: "money" as const, currency };
  return (
    <tbody>
      {rows.map((row) => (
        <tr key={row.value ?? ""} data-key={row.value ?? ""}>
          <th scope="row" title={labelOfValue(row.value, dimension)}>
            <DrillLink link={row.link}>{labelOfValue(row.value, dimension)}</DrillLink>
          </th>
          <td className={classes.share} aria-hidden="true">
            <span className={classes.shareFill} style={{ width: share(row.cost, largest) }} />
          </td>
          <td data-column="cost">
            <DrillLink link={row.link}>
              <Amount value={row.cost} style={{ ...money, decimals: 0 }} />
            </DrillLink>
          </td>
          <td data-column="requests">
            <Amount value={row.requests} style={{ unit: "count" }} isCompact />
          </td>
          <td data-column="cost_per_request">
            <Amount value={row.cost_per_request} style={{ ...money, decimals: unitDecimals }} />
          </td>
          <td data-column="change">
            <Change change={row.change} percent={row.change_percent} style={money} isTight />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

interface TopTableProps {
  dimension: string;
  rows: OverviewRow[] | undefined;
  period?: string;
  /** The filter does not go with this dimension, so there is no answer to wait for. */
  isRefused?: boolean;
  /** Why there is no table, in the overview's words. */
  note?: string;
  /** No part of the overview has an answer. */
  isFailed?: boolean;
}

/** The dearest values of one dimension, with their unit cost and change. */
export function TopTable({
  dimension,
  rows,
  period,
  isRefused = false,
  isFailed = false,
  note,
}: TopTableProps) {
  const catalog = useCatalog();
  const carried = useCarriedSearch();
  const entry = catalog.dimensions.find(({ name }) => name === dimension);
  const label = entry?.label ?? dimension;
  const names = COLUMNS.filter((name) => metricOf(catalog, name)).join(",");
  return (
    <section className={`card ${classes.top}`} aria-label={`Dearest by ${label}`}>
      <div className={classes.head}>
        <h2>{label}s</h2>
        <Link
          to="/explore"
          search={{ ...carried, metrics: names, by: dimension }}
          className={`${classes.more} no-print`}
        >
          All {label.toLowerCase()}s
        </Link>
      </div>
      {isRefused && (
        <NothingFound title="Not with this filter">
          {note ?? `The filter is not known by ${label.toLowerCase()}.`}
        </NothingFound>
      )}
      {!rows && isFailed && <SectionProblem />}
      {!rows && !isRefused && !isFailed && (
        <Skeleton height={280} mx={20} mb={20} style={{ width: "auto" }} />
      )}
      {rows?.length === 0 && <NothingFound />}
      {rows && rows.length > 0 && (
        <section
          className={classes.tableScroll}
          aria-label={`${label}s`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
          tabIndex={0}
        >
          <table className={classes.table} data-testid={`table-${dimension}`}>
            <thead>
              <tr>
                <th scope="col">
                  <Defined definition={entry?.definition}>{label}</Defined>
                </th>
                <td className={classes.share} aria-hidden="true" />
                {COLUMNS.map((name) => (
                  <th scope="col" key={name}>
                    <Defined definition={metricOf(catalog, name)?.definition}>
                      {metricOf(catalog, name)?.label ?? name}
                    </Defined>
                  </th>
                ))}
                <th scope="col">
                  <Defined definition={period ? `Cost, ${period}` : undefined}>Change</Defined>
                </th>
              </tr>
            </thead>
            <Rows rows={rows} dimension={dimension} />
          </table>
        </section>
      )}
    </section>
  );
}
