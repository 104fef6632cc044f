import type { Catalog, Column, QueryAnswer, Row, Unit } from "../api/types";
import { styleOf } from "../chart/metricKind";
import { columnDecimals, type NumberStyle } from "../format/number";

export interface TableColumn {
  name: string;
  label: string;
  definition?: string;
  kind: "dimension" | "time" | "metric";
  style: NumberStyle;
  better: "lower" | "higher" | "neutral";
}

/** Table columns of an answer: labels and units from the API, one precision a column. */
export function tableColumns(answer: QueryAnswer, catalog: Catalog): TableColumn[] {
  const known = new Map(
    [...catalog.dimensions, ...catalog.metrics].map((entry) => [entry.name, entry]),
  );
  return answer.columns.map((column: Column) => {
    const entry = known.get(column.name);
    const metric = catalog.metrics.find(({ name }) => name === column.name);
    const unit: Unit = column.unit ?? metric?.unit ?? "count";
    const style = styleOf({ name: column.name, unit }, answer.currency);
    const decimals = columnDecimals(
      answer.rows.map((row) => row[column.name]),
      unit,
      style.isUnitCost,
    );
    return {
      name: column.name,
      label: column.label,
      definition: entry?.definition,
      kind: column.kind,
      style: { ...style, decimals },
      better: metric?.better ?? "neutral",
    };
  });
}

/** Ascending order of two cells: numbers by size, text by letters, missing ones smallest. */
export function compareCells(a: Row[string], b: Row[string], isNumber: boolean): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (isNumber) return Number(a) - Number(b);
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
