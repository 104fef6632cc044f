import { UnstyledButton } from "@mantine/core";
import classes from "./chart.module.css";
import type { Series } from "./series";

interface LegendProps {
  series: Series[];
  onPick?: (series: Series) => void;
  pickHint: (series: Series) => string;
}

/** Names of the series as buttons; the colour stands beside the name, never alone. */
export function Legend({ series, onPick, pickHint }: LegendProps) {
  return (
    <ul className={classes.legend} aria-label="Series">
      {series.map((one) => (
        <li key={one.isOther ? "\u0000other" : one.label}>
          <UnstyledButton
            className={classes.legendItem}
            title={pickHint(one)}
            onClick={() => onPick?.(one)}
          >
            <span className={classes.swatch} style={{ background: one.color }} />
            <span className={classes.legendText}>{one.label}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
