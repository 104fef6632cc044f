import type { MatchCause } from "../api/types";
import { Amount } from "../format/Amount";
import { addDays, formatRange } from "../format/date";
import type { NumberStyle } from "../format/number";
import { labelOfValue } from "../format/value";
import tables from "./tables.module.css";

type Cell = MatchCause["cells"][number];
const NAMES = ["account", "credential", "model", "token_class"] as const;
const LABELS: Record<(typeof NAMES)[number], string> = {
  account: "Account",
  credential: "Key",
  model: "Model",
  token_class: "Tokens",
};

interface CellTableProps {
  cells: Cell[];
  style: NumberStyle;
  label: string;
}

/** The largest parts of a cause; columns that say nothing are left out. */
export function CellTable({ cells, style, label }: CellTableProps) {
  const names = NAMES.filter((name) => cells.some((cell) => cell[name]));
  const hasQuantity = cells.some(({ quantity }) => quantity !== null);
  return (
    <section
      className={tables.cellsScroll}
      aria-label={`${label}: largest parts`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={tables.cells} data-testid="cells">
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {LABELS[name]}
              </th>
            ))}
            <th scope="col">Days</th>
            {hasQuantity && (
              <th scope="col" className={tables.right}>
                Quantity
              </th>
            )}
            <th scope="col" className={tables.right}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={[...NAMES.map((name) => cell[name]), cell.since].join("|")}>
              {names.map((name) => (
                <td key={name}>{cell[name] === null ? "–" : labelOfValue(cell[name], name)}</td>
              ))}
              <td className={tables.nowrap}>{formatRange(cell.since, addDays(cell.until, 1))}</td>
              {hasQuantity && (
                <td className={tables.right}>
                  <Amount value={cell.quantity} style={{ unit: "tokens" }} />
                </td>
              )}
              <td className={tables.right}>
                <Amount value={cell.amount} style={style} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
