import { UnstyledButton, useComputedColorScheme } from "@mantine/core";
import type { Row } from "../api/types";
import { columnDecimals, formatCompact, formatExact, type NumberStyle } from "../format/number";
import { labelOfValue } from "../format/value";
import { colorsOf } from "../palette/palette";
import classes from "./chart.module.css";
import { MAX_SERIES, valueIn } from "./series";

interface RankBarsProps {
  rows: Row[];
  dimension: string;
  metric: string;
  style: NumberStyle;
  /** The sum over all values; what the bars leave over is "Other". */
  total: number | null;
  onPick: (value: string | null) => void;
}

/** Horizontal bars by size, for a question without time. */
export function RankBars({ rows, dimension, metric, style, total, onPick }: RankBarsProps) {
  const scheme = useComputedColorScheme("light");
  const sums = new Map<string | null, number>();
  for (const row of rows) {
    if (row[metric] == null) continue;
    const value = valueIn(row, dimension);
    sums.set(value, (sums.get(value) ?? 0) + Number(row[metric]));
  }
  const ranked = [...sums].sort((a, b) => b[1] - a[1]);
  const shown = ranked.slice(0, MAX_SERIES);
  const colors = colorsOf(
    shown.map(([value]) => value),
    scheme,
  );
  const rest = total === null ? 0 : shown.reduce((left, [, amount]) => left - amount, total);
  const hasRest = ranked.length > MAX_SERIES && rest > 0;
  const largest = Math.max(...shown.map(([, amount]) => Math.abs(amount)), hasRest ? rest : 0);
  const amounts = shown.map(([, amount]) => amount);
  const decimals = columnDecimals(amounts, style.unit, style.isUnitCost);
  const short = (amount: number) => formatCompact(String(amount), { ...style, decimals });
  const width = (amount: number) => `${largest ? (Math.abs(amount) / largest) * 100 : 0}%`;
  return (
    <ul className={classes.ranks} data-testid="chart">
      {shown.map(([value, amount]) => (
        <li key={labelOfValue(value)} className={classes.rank}>
          <UnstyledButton className={classes.rankName} onClick={() => onPick(value)}>
            {labelOfValue(value, dimension)}
          </UnstyledButton>
          <span className={classes.track}>
            <span
              className={classes.fill}
              style={{ width: width(amount), background: colors.get(value) }}
            />
          </span>
          <span className="num" title={formatExact(String(amount), style)}>
            {short(amount)}
          </span>
        </li>
      ))}
      {hasRest && (
        <li className={classes.rank}>
          <span className={classes.rankName}>Other ({ranked.length - MAX_SERIES})</span>
          <span className={classes.track}>
            <span
              className={classes.fill}
              style={{ width: width(rest), background: "var(--o-line-strong)" }}
            />
          </span>
          <span className="num">{short(rest)}</span>
        </li>
      )}
    </ul>
  );
}
