import { Tooltip, UnstyledButton } from "@mantine/core";
import type { TableColumn } from "./columns";
import classes from "./DataTable.module.css";

interface HeaderCellProps {
  column: TableColumn;
  direction?: "ascending" | "descending";
  onSort: () => void;
}

/** A column's name: sorts on click, defines itself on hover and focus. */
export function HeaderCell({ column, direction, onSort }: HeaderCellProps) {
  const arrow = direction === "descending" ? "↓" : direction === "ascending" ? "↑" : "";
  return (
    <th scope="col" aria-sort={direction ?? "none"} className={classes[column.kind]}>
      <Tooltip label={column.definition ?? column.label} disabled={!column.definition}>
        <UnstyledButton className={classes.sort} onClick={onSort}>
          <span className={column.definition ? "defined" : undefined}>{column.label}</span>
          {arrow && <span aria-hidden="true">{arrow}</span>}
        </UnstyledButton>
      </Tooltip>
    </th>
  );
}
