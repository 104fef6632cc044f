import { Tooltip } from "@mantine/core";
import type { QueryAnswer } from "../api/types";
import { formatCompact, formatExact, formatValue } from "../format/number";
import { STATE_LABELS } from "../format/value";
import classes from "./chart.module.css";

interface CostStatesProps {
  states: QueryAnswer["cost_states"];
  currency: string;
}

/** How sure the sum is: billed solid, the rest hatched. Also the key to the chart's hatching. */
export function CostStates({ states, currency }: CostStatesProps) {
  const known = Object.entries(STATE_LABELS)
    .map(([name, label]) => ({ name, label, amount: states?.[name] ?? null }))
    .filter(({ amount }) => amount !== null && Number(amount) !== 0);
  if (known.length === 0) return null;
  const style = { unit: "money" as const, currency };
  return (
    <ul className={classes.states} aria-label="How sure the amounts are">
      {known.map(({ name, label, amount }) => (
        <li key={name} className={classes.state} data-testid={`state-${name}`}>
          <span className={name === "invoiced" ? classes.solid : classes.hatched} />
          {label}{" "}
          <Tooltip label={formatExact(amount, style)}>
            <span className="num" data-value={amount}>
              {formatCompact(amount, style)}
            </span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

const HOW_TO_PRICE =
  "These requests name a model that no price list knows, so they add nothing to the cost. " +
  "Give the model a price in a price overlay file and rebuild the ledger.";

/** Usage that the sum leaves out because nothing prices it. */
export function UnknownPrice({ unknown }: { unknown: QueryAnswer["unknown_price"] }) {
  if (!unknown || Number(unknown.requests) === 0) return null;
  const count = formatValue(String(unknown.requests), { unit: "count" });
  return (
    <Tooltip label={HOW_TO_PRICE}>
      <button type="button" className={classes.unknown} data-testid="unknown-price">
        + {count} requests without a price
      </button>
    </Tooltip>
  );
}
