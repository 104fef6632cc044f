import type { Commitment } from "../api/types";
import { Amount } from "../format/Amount";
import type { NumberStyle } from "../format/number";
import tables from "./tables.module.css";
import { monthOf } from "./tie";

const COLUMNS = [
  ["opening", "Opening"],
  ["purchased", "Bought"],
  ["drawn", "Used"],
  ["expired", "Expired"],
  ["closing", "Closing"],
] as const;

/** Months of a commitment: opening, plus what was bought, less used and expired, is closing. */
export function RollForward({
  periods,
  style,
}: {
  periods: Commitment["periods"];
  style: NumberStyle;
}) {
  return (
    <section
      className={tables.cellsScroll}
      aria-label="Months"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={tables.cells} data-testid="roll-forward">
        <thead>
          <tr>
            <th scope="col">Month</th>
            {COLUMNS.map(([name, label]) => (
              <th key={name} scope="col" className={tables.right}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.toReversed().map((period) => (
            <tr key={period.month}>
              <td className={tables.nowrap}>{monthOf(period.month)}</td>
              {COLUMNS.map(([name]) => (
                <td key={name} className={tables.right}>
                  <Amount value={period[name]} style={style} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
