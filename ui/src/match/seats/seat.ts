import type { Row, SeatGroup, Seats, UnusedSeat } from "../../api/types";
import { formatDay } from "../../format/date";
import { formatCompact, formatValue } from "../../format/number";
import type { TableColumn } from "../../table/columns";

type Kind = TableColumn["kind"];

function columnMaker(currency: string) {
  return (name: string, label: string, kind: Kind, definition?: string): TableColumn => ({
    name,
    label,
    kind,
    definition,
    better: "neutral",
    style: name.endsWith("cost") ? { unit: "money", currency, decimals: 2 } : { unit: "count" },
  });
}

const BOUGHT = "Seats that contracts say were bought.";
const SEATS_COST =
  "What the seats cost a month: by contract, else by their price, else the product's charges.";

/** Columns of the seats by product or team. */
export function groupColumns({ currency, by, idle_days }: Seats): TableColumn[] {
  const column = columnMaker(currency);
  const active = `Used within ${idle_days} days before the list of holders was made.`;
  return [
    column("product", "Product", "dimension"),
    ...(by === "team" ? [column("team", "Team", "dimension")] : []),
    // Contracts buy seats of a product, not of a team.
    ...(by === "team" ? [] : [column("bought", "Bought", "metric", BOUGHT)]),
    column("assigned", "Assigned", "metric", "Seats that someone holds."),
    column("active", "Active", "metric", active),
    column("new", "New", "metric", "Assigned too recently to be judged."),
    column("unused", "Unused", "metric", "Held but not used, or bought and held by nobody."),
    column("monthly_cost", "A month", "metric", SEATS_COST),
    column("unused_cost", "Unused, a month", "metric", "What the unused ones of them cost."),
  ];
}

/** Columns of the seats that nobody needs. */
export function unusedColumns(currency: string): TableColumn[] {
  const column = columnMaker(currency);
  return [
    column("employee", "Held by", "dimension"),
    column("team", "Team", "dimension"),
    column("product", "Product", "dimension"),
    column("last_active_on", "Last active", "time"),
    column("monthly_cost", "A month", "metric", SEATS_COST),
    column("unused", "Why", "time"),
  ];
}

export function groupRow(group: SeatGroup, index: number): Row {
  const { product, team, bought, assigned, active, new: fresh, unused } = group;
  const counts = { bought, assigned, active, new: fresh, unused };
  const { monthly_cost, unused_cost } = group;
  return { index, product, team, ...counts, monthly_cost, unused_cost };
}

export function unusedRow(seat: UnusedSeat, index: number): Row {
  const { employee, team, product, last_active_on, monthly_cost, unused } = seat;
  return { index, employee, team, product, last_active_on, monthly_cost, unused };
}

/** Where a group's figures are from: its vendor, and the day of the list of holders. */
export function originOf({ biller, as_of }: Pick<SeatGroup, "biller" | "as_of">): string {
  return as_of ? `${biller} · list of ${formatDay(as_of)}` : `${biller} · no list of holders`;
}

type Sums = Pick<Seats, "seats" | "unused" | "unused_cost" | "currency">;

/** The finding in a sentence. */
export function findingOf({ seats, unused, unused_cost, currency }: Sums): string {
  const count = (value: number) => formatValue(value, { unit: "count" });
  const all = `${count(unused)} of ${count(seats)} seats are unused`;
  if (unused === 0) return `All ${count(seats)} seats are used, as far as is known`;
  if (unused_cost === null) return `${all}, at a cost that is not known`;
  return `${all}: ${formatCompact(unused_cost, { unit: "money", currency })} a month`;
}
