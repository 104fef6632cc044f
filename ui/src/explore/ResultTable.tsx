import { useSearch } from "@tanstack/react-router";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Decimal, QueryAnswer, Row } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { formatBucket } from "../format/date";
import { termFor } from "../scope/filter";
import type { ExploreSearch } from "../scope/search";
import { useAddFilter, useCatalog, useSetSearch } from "../shell/useScope";
import { type TableColumn, tableColumns } from "../table/columns";
import { DataTable } from "../table/DataTable";
import { ValueCell } from "../table/ValueCell";
import type { Question } from "./question";
import type { useComparison } from "./useComparison";

const CHANGE = "change of ";

interface ResultTableProps {
  answer: QueryAnswer;
  question: Question;
  comparison: ReturnType<typeof useComparison>;
}

function difference(after: Decimal | null | undefined, before: Decimal | null | undefined) {
  if (after == null || before == null) return { change: null, percent: null };
  const change = Number(after) - Number(before);
  const percent = Number(before) === 0 ? null : String((change / Math.abs(Number(before))) * 100);
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
  const { order } = useSearch({ strict: false }) as ExploreSearch;
  const setSearch = useSetSearch();
  const addFilter = useAddFilter();
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
      for (const { name } of question.metrics) {
        changes[CHANGE + name] = difference(row[name], before?.[name] ?? null).change;
      }
      return { ...row, ...changes };
    });
  }, [answer.rows, isReady, beforeOf, question.metrics]);

  const change = (column: TableColumn, after: Row, before: Row | undefined) => {
    const metric = column.name.slice(CHANGE.length);
    const { change, percent } = difference(after[metric], before?.[metric]);
    return <Change change={change} percent={percent} style={column.style} better={column.better} />;
  };
  const renderCell = (column: TableColumn, row: Row) => {
    const value = row[column.name] ?? null;
    if (column.name.startsWith(CHANGE)) return change(column, row, beforeOf(row));
    if (column.kind === "metric") return <Amount value={value} style={column.style} />;
    if (column.kind === "time") return value ? formatBucket(value, column.name) : "–";
    return (
      <ValueCell
        value={value}
        dimension={column.name}
        onFilter={(isExcluded) => addFilter(termFor(column.name, value, isExcluded))}
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
