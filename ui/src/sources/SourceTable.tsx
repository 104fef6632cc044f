import { Link } from "@tanstack/react-router";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Row, Source } from "../api/types";
import { Amount } from "../format/Amount";
import { useSetSearch } from "../shell/useScope";
import { Prose } from "../states/Prose";
import { StateWord } from "../states/StateWord";
import type { TableColumn } from "../table/columns";
import { DataTable } from "../table/DataTable";
import { formatMoment } from "./moment";
import { originOf, reachOf, remarksOf, stateOf } from "./source";
import classes from "./sources.module.css";
import { useSourcesSearch } from "./useSources";

function flatten(source: Source, index: number): Row {
  return {
    index,
    name: source.name,
    state: index,
    reach: source.last_day,
    rows: source.rows,
    charged: source.charged,
    difference: source.compared?.difference ?? null,
    blocked: source.blocked,
  };
}

const DEFINITIONS: Record<string, string> = {
  reach: "The days that what it brought is about.",
  rows: "Charges, requests or lines of usage that are held of it.",
  charged: "Effective cost of the charges held of it, in the reporting currency.",
  difference: "What was taken less the total that the vendor states, in the vendor's currency.",
  blocked: "Money that it states but that another source holds, so that it counts once.",
};

function columnsOf(sources: Source[]): TableColumn[] {
  const currency = sources[0]?.currency ?? "USD";
  const column = (name: string, label: string, kind: TableColumn["kind"]): TableColumn => ({
    name,
    label,
    kind,
    style:
      kind === "metric" && name !== "rows"
        ? { unit: "money", currency, decimals: 2 }
        : { unit: "count" },
    better: "neutral",
    definition: DEFINITIONS[name],
  });
  return [
    column("name", "Source", "dimension"),
    column("state", "State", "time"),
    column("reach", "Reaches", "time"),
    column("rows", "Rows", "metric"),
    column("charged", "Charged", "metric"),
    ...(sources.some(({ compared }) => compared)
      ? [column("difference", "Against vendor", "metric")]
      : []),
    ...(sources.some(({ blocked }) => blocked)
      ? [column("blocked", "Held elsewhere", "metric")]
      : []),
  ];
}

function Name({ source }: { source: Source }) {
  return (
    <Link
      to="."
      search={(old: object) => ({ ...old, source: source.id }) as never}
      className={classes.source}
      title={source.name}
    >
      <span className={classes.sourceName}>{source.name}</span>
      <span className={classes.sourceNote}>
        {source.title} · {originOf(source)}
      </span>
    </Link>
  );
}

function State({ source }: { source: Source }) {
  const { word, tone } = stateOf(source.state);
  const success = source.last_success_at ?? source.loaded_at;
  return (
    <span className={classes.stateCell}>
      <StateWord tone={tone}>{word}</StateWord>
      {success && <span className={classes.sourceNote}>last: {formatMoment(success)} UTC</span>}
      <Remarks source={source} />
    </span>
  );
}

function Remarks({ source }: { source: Source }) {
  const [first, ...more] = remarksOf(source);
  if (!first) return null;
  return (
    <span className={classes.remarks}>
      <Prose text={first} />
      {more.length > 0 && ` + ${more.length} more`}
      {source.hint && (
        <span className={classes.next}>
          Next: <Prose text={source.hint} />
        </span>
      )}
    </span>
  );
}

function SourceCell({ column, source }: { column: TableColumn; source: Source }) {
  switch (column.name) {
    case "name":
      return <Name source={source} />;
    case "state":
      return <State source={source} />;
    case "reach":
      return <>{reachOf(source)}</>;
    case "rows":
      return <Amount value={source.rows} style={column.style} />;
    case "difference":
      return (
        <Amount
          value={source.compared?.difference}
          style={{ ...column.style, currency: source.compared?.currency ?? source.currency }}
        />
      );
    default:
      return (
        <Amount
          value={column.name === "charged" ? source.charged : source.blocked}
          style={column.style}
        />
      );
  }
}

function readSorting(order: string | undefined): SortingState {
  return order ? [{ id: order.replace(/^-/, ""), desc: order.startsWith("-") }] : [];
}

/** A line for each source, the most urgent first. */
export function SourceTable({ sources }: { sources: Source[] }) {
  const { order } = useSourcesSearch();
  const setSearch = useSetSearch();
  const columns = useMemo(() => columnsOf(sources), [sources]);
  const rows = useMemo(() => sources.map(flatten), [sources]);
  return (
    <DataTable
      columns={columns}
      rows={rows}
      caption="Sources with their freshness and what they brought"
      testId="table-sources"
      sorting={readSorting(order)}
      onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
      renderCell={(column, row) => {
        const source = sources[Number(row.index)];
        return source ? <SourceCell column={column} source={source} /> : null;
      }}
      renderTotal={() => null}
    />
  );
}
