import { useSearch } from "@tanstack/react-router";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Decimal, Metric, QueryAnswer, Row } from "../api/types";
import { bucketRange } from "../chart/buckets";
import { isAdditive } from "../chart/metricKind";
import { valueIn } from "../chart/series";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { addDays, formatBucket } from "../format/date";
import { addTerm, termFor } from "../scope/filter";
import type { ExploreSearch } from "../scope/search";
import { useAddFilter, useCatalog, useScope, useSetSearch } from "../shell/useScope";
import { type TableColumn, tableColumns } from "../table/columns";
import { DataTable } from "../table/DataTable";
import { TracedCell, ValueCell } from "../table/ValueCell";
import type { Question } from "./question";
import type { useComparison } from "./useComparison";

const CHANGE = "change of ";
const LEDGER_ROW = "ledger_row";
/** Dimensions whose values are single rows, which can be traced to their origin. */
const TRACED = new Set([LEDGER_ROW, "charge_id"]);

interface ResultTableProps {
  answer: QueryAnswer;
  question: Question;
  comparison: ReturnType<typeof useComparison>;
}

/** A sum that was not there before has grown by all of itself; of a rate nothing can be said. */
function changeOf(metric: Metric | undefined, after: Row, before: Row | undefined) {
  const name = metric?.name ?? "";
  if (!before && metric && isAdditive(metric)) return { change: after[name], percent: null };
  return difference(after[name], before?.[name]);
}

function difference(after: Decimal | null | undefined, before: Decimal | null | undefined) {
  if (after == null || before == null) return { change: null, percent: null };
  const change = Number(after) - Number(before);
  const percent = Number(before) === 0 ? null : String(change / Math.abs(Number(before)));
  return { change: String(change), percent };
}

function readSorting(order: string | undefined, question: Question): SortingState {
  if (order) return [{ id: order.replace(/^-/, ""), desc: order.startsWith("-") }];
  if (question.grain) return [{ id: question.grain, desc: false }];
  return question.metrics[0] ? [{ id: question.metrics[0].name, desc: true }] : [];
}

/** Each metric's column followed by its change, when two periods are compared. */
function withChanges(columns: TableColumn[], isCompared: boolean): TableColumn[] {
  if (!isCompared) return columns;
  return columns.flatMap((column) =>
    column.kind === "metric"
      ? [column, { ...column, name: CHANGE + column.name, label: "Change", definition: undefined }]
      : [column],
  );
}

export function ResultTable({ answer, question, comparison }: ResultTableProps) {
  const catalog = useCatalog();
  const { order, where } = useSearch({ strict: false }) as ExploreSearch;
  const setSearch = useSetSearch();
  const addFilter = useAddFilter();
  const { since, until } = useScope();
  const hasYear = since.slice(0, 4) !== addDays(until, -1).slice(0, 4);
  const { isReady, beforeOf, totals: totalsBefore } = comparison;
  const columns = useMemo(
    () => withChanges(tableColumns(answer, catalog), isReady),
    [answer, catalog, isReady],
  );
  // Changes are columns of the rows too, so that they sort like the others.
  const rows = useMemo(() => {
    if (!isReady) return answer.rows;
    return answer.rows.map((row) => {
      const before = beforeOf(row);
      const changes: Row = {};
      for (const metric of question.metrics) {
        changes[CHANGE + metric.name] = changeOf(metric, row, before).change ?? null;
      }
      return { ...row, ...changes };
    });
  }, [answer.rows, isReady, beforeOf, question.metrics]);

  const change = (column: TableColumn, after: Row, before: Row | undefined) => {
    const metric = column.name.slice(CHANGE.length);
    const { change, percent } = changeOf(
      question.metrics.find(({ name }) => name === metric),
      after,
      before,
    );
    return <Change change={change} percent={percent} style={column.style} better={column.better} />;
  };
  // The amount of a row is explained by its largest ledger rows, each of which can be traced.
  const explain = (row: Row) => {
    let narrowed = where;
    for (const name of question.dimensions) {
      narrowed = addTerm(narrowed, termFor(name, valueIn(row, name)));
    }
    const bucket = question.grain && row[question.grain];
    const days = bucket && question.grain ? bucketRange(String(bucket), question.grain) : {};
    const range = bucket ? { range: undefined, ...days } : {};
    setSearch({ metrics: "cost", by: LEDGER_ROW, where: narrowed, order: undefined, ...range });
  };
  const renderCell = (column: TableColumn, row: Row) => {
    const value = row[column.name] ?? null;
    if (column.name.startsWith(CHANGE)) return change(column, row, beforeOf(row));
    if (column.kind === "metric") return <Amount value={value} style={column.style} />;
    if (column.kind === "time")
      return value ? formatBucket(String(value), column.name, hasYear) : "–";
    const text = value === null ? null : String(value);
    if (TRACED.has(column.name) && text) {
      return <TracedCell id={text} onExplain={() => setSearch({ explain: text })} />;
    }
    return (
      <ValueCell
        value={text}
        dimension={column.name}
        onExplain={column.name === question.dimensions[0] ? () => explain(row) : undefined}
        onFilter={(isExcluded) => addFilter(termFor(column.name, text, isExcluded))}
      />
    );
  };
  const renderTotal = (column: TableColumn, totals: Row) => {
    if (column.name.startsWith(CHANGE)) return change(column, totals, totalsBefore);
    if (column.kind !== "metric") return null;
    return <Amount value={totals[column.name]} style={column.style} />;
  };
  return (
    <DataTable
      columns={columns}
      rows={rows}
      totals={answer.totals}
      caption="The figures of the chart"
      testId={`table-${question.dimensions[0] ?? question.grain ?? "total"}`}
      sorting={readSorting(order, question)}
      onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
      renderCell={renderCell}
      renderTotal={renderTotal}
    />
  );
}
