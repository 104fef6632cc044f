import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import type { Row } from "../api/types";
import { compareCells, type TableColumn } from "./columns";
import classes from "./DataTable.module.css";
import { HeaderCell } from "./HeaderCell";

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const VIRTUAL_ABOVE = 200;
const LONG_ABOVE = 30;
const ROW_HEIGHT = 37;

interface DataTableProps {
  columns: TableColumn[];
  rows: Row[];
  totals?: Row;
  caption: string;
  testId: string;
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  renderCell: (column: TableColumn, row: Row) => React.ReactNode;
  renderTotal: (column: TableColumn, totals: Row) => React.ReactNode;
}

/** A sortable table; above 200 rows only those in sight are in the document. */
export function DataTable(props: DataTableProps) {
  const { columns, rows, totals, sorting, renderCell } = props;
  const scroller = useRef<HTMLElement>(null);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.name,
        accessorFn: (row: Row) => row[column.name] ?? null,
        sortDescFirst: column.kind === "metric",
        sortFn: (a: { original: Row }, b: { original: Row }) =>
          compareCells(
            a.original[column.name] ?? null,
            b.original[column.name] ?? null,
            column.kind === "metric",
          ),
      })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    state: { sorting },
    onSortingChange: (updater) =>
      props.onSort(typeof updater === "function" ? updater(sorting) : updater),
    enableSortingRemoval: false,
  });
  const sorted = table.getRowModel().rows;
  const isVirtual = sorted.length > VIRTUAL_ABOVE;
  const virtualizer = useVirtualizer({
    count: sorted.length,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const visible = isVirtual ? items.map(({ index }) => index) : sorted.map((_, index) => index);
  const above = isVirtual ? (items[0]?.start ?? 0) : 0;
  const below = isVirtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;

  return (
    <section
      ref={scroller}
      className={classes.scroller}
      data-long={sorted.length > LONG_ABOVE}
      aria-label={props.caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={classes.table} data-testid={props.testId} aria-rowcount={sorted.length + 1}>
        <caption className={classes.caption}>{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const sort = sorting.find(({ id }) => id === column.name);
              const head = table.getColumn(column.name);
              return (
                <HeaderCell
                  key={column.name}
                  column={column}
                  direction={sort ? (sort.desc ? "descending" : "ascending") : undefined}
                  onSort={() => head?.toggleSorting()}
                />
              );
            })}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {visible.map((index) => {
            const row = sorted[index];
            if (!row) return null;
            return (
              <tr key={row.id} aria-rowindex={index + 2} className={classes.row}>
                {columns.map((column) => (
                  <td key={column.name} className={classes[column.kind]} data-column={column.name}>
                    {renderCell(column, row.original)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
        {totals && (
          <tfoot>
            <tr data-testid={`${props.testId}-total`}>
              {columns.map((column, index) => (
                <td key={column.name} className={classes[column.kind]} data-column={column.name}>
                  {index === 0 && column.kind !== "metric"
                    ? "Total"
                    : props.renderTotal(column, totals)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}
