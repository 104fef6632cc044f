import { SegmentedControl, Skeleton } from "@mantine/core";
import type { SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import type { Row, SeatGroup, Seats, UnusedSeat } from "../../api/types";
import { Amount } from "../../format/Amount";
import { formatDay } from "../../format/date";
import { useSetSearch } from "../../shell/useScope";
import { Command } from "../../states/Command";
import { NothingFound } from "../../states/EmptyState";
import { Notices } from "../../states/Notices";
import { ProblemPanel } from "../../states/ProblemPanel";
import type { TableColumn } from "../../table/columns";
import { DataTable } from "../../table/DataTable";
import classes from "../match.module.css";
import { useMatchSearch, useSeats } from "../useMatch";
import { findingOf, groupColumns, groupRow, originOf, unusedColumns, unusedRow } from "./seat";

function readSorting(order: string | undefined, fallback: string): SortingState {
  const name = order ?? fallback;
  return [{ id: name.replace(/^-/, ""), desc: name.startsWith("-") }];
}

interface NamedProps {
  name: string;
  note?: string;
  isWide?: boolean;
}

/** A name over what it is from, cut where it is too long. */
function Named({ name, note, isWide = false }: NamedProps) {
  return (
    <span className={isWide ? `${classes.bill} ${classes.wide}` : classes.bill} title={name}>
      <span className={classes.billName}>{name}</span>
      {note && <span className={classes.billNote}>{note}</span>}
    </span>
  );
}

function GroupCell({ column, group, row }: { column: TableColumn; group: SeatGroup; row: Row }) {
  if (column.name === "product")
    return <Named name={group.product} note={originOf(group)} isWide />;
  if (column.name === "team") return <Named name={group.team ?? "–"} />;
  if (column.name === "monthly_cost") {
    return (
      <span title={group.cost_basis}>
        <Amount value={group.monthly_cost} style={column.style} />
      </span>
    );
  }
  return <Amount value={row[column.name]} style={column.style} />;
}

function ByControl({ by }: { by: string }) {
  const setSearch = useSetSearch();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Seats by"
      className="no-print"
      data={[
        { value: "product", label: "By product" },
        { value: "team", label: "By team" },
      ]}
      value={by}
      onChange={(value) =>
        setSearch({ by: value === "team" ? value : undefined, order: undefined })
      }
    />
  );
}

function Groups({ answer }: { answer: Seats }) {
  const { order } = useMatchSearch();
  const setSearch = useSetSearch();
  const columns = useMemo(() => groupColumns(answer), [answer]);
  const rows = useMemo(() => answer.groups.map(groupRow), [answer]);
  return (
    <section className={`card ${classes.section}`} aria-label="Seats">
      <div className={classes.head}>
        <h2>Seats</h2>
        <p className={classes.note} data-testid="seats-finding">
          {findingOf(answer)}
        </p>
        <span className={classes.spacer} />
        <ByControl by={answer.by} />
      </div>
      <DataTable
        columns={columns}
        rows={rows}
        totals={{ unused: answer.unused, unused_cost: answer.unused_cost }}
        caption="Seats bought, assigned and used"
        testId="table-seats"
        sorting={readSorting(order, "-unused_cost")}
        onSort={([sort]) => sort && setSearch({ order: `${sort.desc ? "-" : ""}${sort.id}` })}
        renderCell={(column, row) => {
          const group = answer.groups[Number(row.index)];
          return group ? <GroupCell column={column} group={group} row={row} /> : null;
        }}
        renderTotal={(column, totals) =>
          column.name in totals ? <Amount value={totals[column.name]} style={column.style} /> : null
        }
      />
    </section>
  );
}

function UnusedCell({ column, seat }: { column: TableColumn; seat: UnusedSeat }) {
  switch (column.name) {
    case "employee":
      return <Named name={seat.employee ?? "not known"} note={seat.plan ?? undefined} isWide />;
    case "team":
      return <Named name={seat.team ?? "no team"} />;
    case "product":
      return <Named name={seat.product} note={seat.biller} />;
    case "last_active_on":
      return <>{seat.last_active_on ? formatDay(seat.last_active_on) : "never"}</>;
    case "monthly_cost":
      return (
        <span title={seat.cost_basis}>
          <Amount value={seat.monthly_cost} style={column.style} />
        </span>
      );
    default:
      return <span className={classes.why}>{seat.unused}</span>;
  }
}

function Unused({ answer }: { answer: Seats }) {
  const { order_unused: order } = useMatchSearch();
  const setSearch = useSetSearch();
  const columns = useMemo(() => unusedColumns(answer.currency), [answer.currency]);
  const rows = useMemo(() => answer.unused_seats.map(unusedRow), [answer]);
  if (rows.length === 0) return null;
  return (
    <section className={`card ${classes.section}`} aria-label="Held, but not used">
      <div className={classes.head}>
        <h2>Held, but not used</h2>
        <p className={classes.note}>
          {rows.length.toLocaleString("en-US")} to take back; unused means not active for{" "}
          {answer.idle_days} days
        </p>
      </div>
      <DataTable
        columns={columns}
        rows={rows}
        caption="Seats that someone holds and nobody uses"
        testId="table-unused-seats"
        sorting={readSorting(order, "-monthly_cost")}
        onSort={([sort]) =>
          sort && setSearch({ order_unused: `${sort.desc ? "-" : ""}${sort.id}` })
        }
        renderCell={(column, row) => {
          const seat = answer.unused_seats[Number(row.index)];
          return seat ? <UnusedCell column={column} seat={seat} /> : null;
        }}
        renderTotal={() => null}
      />
    </section>
  );
}

/** Seats as they stand now: bought, assigned, used, and what the unused ones cost. */
export function SeatList() {
  const { data, error, refetch } = useSeats();
  if (error) return <ProblemPanel error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={320} radius={10} />;
  if (data.groups.length === 0) {
    return (
      <section className={`card ${classes.section}`} aria-label="Seats">
        <NothingFound title="No seats are known">
          Sources such as GitHub Copilot and Cursor bring them. Others come as a list of holders:
          <div className={classes.teach}>
            <Command text="outlay import seats FILE" />
          </div>
        </NothingFound>
      </section>
    );
  }
  return (
    <>
      <Notices texts={data.notes} />
      <Groups answer={data} />
      <Unused answer={data} />
    </>
  );
}
